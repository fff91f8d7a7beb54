import { chromiumIds, firefoxId, HOST_NAME } from '#core/identity.ts';

/** Who started the program. A browser hands over its extension's identity on the command line; a person, a command. */
export type Door =
  | { readonly door: 'host'; readonly caller: string }
  | { readonly door: 'command'; readonly args: readonly string[] }
  | { readonly door: 'refused'; readonly caller: string };

/** What only a browser would write: an extension's origin, or the path of a native manifest. */
function isFromBrowser(first: string): boolean {
  return first.includes('://') || /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(first) || first.endsWith('.json');
}

function isChromium(args: readonly string[]): boolean {
  const [origin, ...rest] = args;
  const known = chromiumIds.some((id) => origin === `chrome-extension://${id}/`);
  // Windows adds the handle of the window that asked, 0 from a service worker.
  return known && rest.length <= 1 && rest.every((word) => /^--parent-window=\d{1,20}$/.test(word));
}

function isFirefox(args: readonly string[]): boolean {
  const [manifest = '', id, ...rest] = args;
  return manifest.split(/[\\/]/).at(-1) === `${HOST_NAME}.json` && id === firefoxId && rest.length === 0;
}

/** The caller for a sentence: the word that names the extension, without control characters, cut short. */
function shown(args: readonly string[]): string {
  const word = args[0]?.includes('://') ? args[0] : (args[1] ?? args[0] ?? '');
  return JSON.stringify(word.slice(0, 80));
}

/**
 * Decides before the first frame is read, from the arguments alone.
 * @param args what follows the program's name. Chromium: `chrome-extension://<id>/`; Firefox: the manifest's path and
 * the extension's id.
 */
export function readDoor(args: readonly string[]): Door {
  if (!isFromBrowser(args[0] ?? '')) return { door: 'command', args };
  if (isChromium(args)) return { door: 'host', caller: args[0] ?? '' };
  if (isFirefox(args)) return { door: 'host', caller: args[1] ?? '' };
  return { door: 'refused', caller: shown(args) };
}
