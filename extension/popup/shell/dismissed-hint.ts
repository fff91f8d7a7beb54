import { api } from '../../ui/browser-api.ts';

const HINT_DISMISSED = 'hostHintDismissed';

/** Whether the user has dismissed the hint about the missing program. */
export async function readHintDismissed(): Promise<boolean> {
  return (await api.storage.local.get(HINT_DISMISSED))[HINT_DISMISSED] === true;
}

/** Remembers that the user has dismissed the hint. */
export function dismissHint(): void {
  void api.storage.local.set({ [HINT_DISMISSED]: true });
}
