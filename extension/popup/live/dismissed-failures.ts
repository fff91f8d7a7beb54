import { api } from '../../ui/browser-api.ts';

/** The key of a value in `storage.session`. The value contains names of profiles and error sentences, but no secret. */
const KEY = 'dismissedFailures';

/** The failures that the user has dismissed since the browser was started. */
export async function readDismissed(): Promise<readonly string[]> {
  const { [KEY]: stored } = await api.storage.session.get(KEY);
  return Array.isArray(stored) ? stored.filter((each) => typeof each === 'string') : [];
}

/** Remembers the failures that the user has dismissed. */
export function storeDismissed(dismissed: readonly string[]): void {
  void api.storage.session.set({ [KEY]: dismissed });
}
