/**
 * Lets `work` continue without waiting for its end. A failure of `work` is ignored, because no caller could act on it.
 */
export const ignoreErrors = (work: Promise<unknown>): void => void work.catch(() => undefined);
