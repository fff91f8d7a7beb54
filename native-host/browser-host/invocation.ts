import { chromiumIds, firefoxId, HOST_NAME } from '#core/identity.ts';

/**
 * Who started the program. `extension`: a browser started it for Keyferry's extension. `user`: a person or a script
 * started it. `unknown-extension`: a browser started it for another extension.
 */
export type Invocation =
  | { readonly by: 'extension'; readonly caller: string }
  | { readonly by: 'user'; readonly args: readonly string[] }
  | { readonly by: 'unknown-extension'; readonly caller: string };

/**
 * Whether the first argument comes from a browser: only a browser passes an extension's origin or the path of a
 * manifest.
 */
function isFromBrowser(first: string): boolean {
  return first.includes('://') || /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(first) || first.endsWith('.json');
}

function isChromium(args: readonly string[]): boolean {
  const [origin, ...rest] = args;
  const known = chromiumIds.some((id) => origin === `chrome-extension://${id}/`);
  // On Windows, the browser also passes the handle of its window, or 0 if a service worker started the host.
  return known && rest.length <= 1 && rest.every((word) => /^--parent-window=\d{1,20}$/.test(word));
}

function isFirefox(args: readonly string[]): boolean {
  const [manifest = '', id, ...rest] = args;
  return manifest.split(/[\\/]/).at(-1) === `${HOST_NAME}.json` && id === firefoxId && rest.length === 0;
}

/**
 * The argument that contains the extension's id, for an error message. It is shortened, and control characters are
 * escaped.
 */
function shown(args: readonly string[]): string {
  const word = args[0]?.includes('://') ? args[0] : (args[1] ?? args[0] ?? '');
  return JSON.stringify(word.slice(0, 80));
}

/**
 * Decides who started the program. It uses only the arguments, because no frame has been read yet.
 * @param args the arguments after the program's name. Chromium passes `chrome-extension://<id>/`. Firefox passes the
 * path of the manifest and the extension's id.
 */
export function readInvocation(args: readonly string[]): Invocation {
  if (!isFromBrowser(args[0] ?? '')) return { by: 'user', args };
  if (isChromium(args)) return { by: 'extension', caller: args[0] ?? '' };
  if (isFirefox(args)) return { by: 'extension', caller: args[1] ?? '' };
  return { by: 'unknown-extension', caller: shown(args) };
}
