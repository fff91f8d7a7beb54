/**
 * Does not wait until `work` ends. If `work` fails, the failure is ignored, because no caller could do anything about
 * it.
 */
export const ignoreErrors = (work: Promise<unknown>): void => void work.catch(() => undefined);
