/** Lets work go on without waiting for the end. A failure is ignored, because no caller could act on it. */
export const ignoreErrors = (work: Promise<unknown>): void => void work.catch(() => undefined);
