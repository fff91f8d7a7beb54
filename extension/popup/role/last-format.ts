import type { Format } from '#core/shells/shell-export.ts';
import { api } from '../../ui/browser-api.ts';

const LAST_FORMAT = 'lastFormat';

/** The format last copied in; unchecked. */
export async function readLastFormat(): Promise<unknown> {
  return (await api.storage.local.get(LAST_FORMAT))[LAST_FORMAT];
}

export function rememberFormat({ id }: Format): void {
  void api.storage.local.set({ [LAST_FORMAT]: id });
}
