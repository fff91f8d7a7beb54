const POLL_MS = 1_000;

/** Where changes of a page's cookies can be heard or seen; all of it may be absent but the timer. */
export interface Watched {
  readonly cookieStore?: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> | undefined;
  readonly document: Pick<Document, 'visibilityState' | 'addEventListener' | 'removeEventListener'>;
  setInterval(task: () => void, ms: number): number;
  clearInterval(timer: number): void;
}

/**
 * Calls `look` whenever the session may have changed, until it answers false: on the cookie store's own events, and
 * each second while the page is visible, since not every browser has those and the page's region may come late.
 */
export function watch(watched: Watched, look: () => boolean): void {
  const { cookieStore, document } = watched;
  const check = () => {
    if (look()) return;
    watched.clearInterval(timer);
    cookieStore?.removeEventListener('change', check);
    document.removeEventListener('visibilitychange', check);
    document.removeEventListener('readystatechange', check);
  };
  const timer = watched.setInterval(() => {
    if (document.visibilityState === 'visible') check();
  }, POLL_MS);
  cookieStore?.addEventListener('change', check);
  document.addEventListener('visibilitychange', check);
  document.addEventListener('readystatechange', check);
  check();
}
