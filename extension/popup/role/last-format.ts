import type { Format } from '#core/shells/shell-export.ts';
import { api } from '../../ui/browser-api.ts';

const LAST_FORMAT = 'lastFormat';

/** The stored id of the format that was copied last. The value is not checked. */
export async function readLastFormat(): Promise<unknown> {
  return (await api.storage.local.get(LAST_FORMAT))[LAST_FORMAT];
}

/** Stores the format that was copied last. */
export function rememberFormat({ id }: Format): void {
  void api.storage.local.set({ [LAST_FORMAT]: id });
}

/** The ids of the formats that the person chose on the options page. Values that are not strings are ignored. */
export async function readChosenFormats(): Promise<readonly string[]> {
  const { settings } = await api.storage.local.get('settings');
  const { copyFormats } = (settings ?? {}) as { copyFormats?: unknown };
  return Array.isArray(copyFormats) ? copyFormats.filter((each) => typeof each === 'string') : [];
}
