const POLL_MS = 1_000;

/** The parts of the page that `watch` needs. Some browsers have no `cookieStore`. */
export interface Watched {
  readonly cookieStore?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined;
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  setInterval(task: () => void, ms: number): number;
  clearInterval(timer: number): void;
}

/**
 * Calls `check` whenever the session may have changed, until `check` returns false. The calls come after events of
 * `cookieStore` and of the document. While the page is visible, there is also a call every second, because some
 * browsers have no cookie events, and because a page may name its region late.
 */
export function watch(watched: Watched, check: () => boolean): void {
  const { cookieStore, document } = watched;
  const run = () => {
    if (check()) return;
    watched.clearInterval(timer);
    cookieStore?.removeEventListener('change', run);
    document.removeEventListener('visibilitychange', run);
    document.removeEventListener('readystatechange', run);
  };
  const timer = watched.setInterval(() => {
    if (document.visibilityState === 'visible') run();
  }, POLL_MS);
  cookieStore?.addEventListener('change', run);
  document.addEventListener('visibilitychange', run);
  document.addEventListener('readystatechange', run);
  run();
}
