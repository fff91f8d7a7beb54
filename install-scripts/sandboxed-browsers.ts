/*
 * Browsers inside a sandbox. Keyferry finds each of them by a folder that it creates. A Flatpak browser sees neither
 * the user's Node nor ~/.aws. Only Firefox can ask the desktop portal (org.freedesktop.portal.WebExtensions) to start a
 * host outside its sandbox.
 */

export interface SandboxedBrowser {
  readonly label: string;
  /** A folder that the browser creates, relative to the home folder. */
  readonly folder: string;
  readonly sandbox: 'Flatpak' | 'Snap';
  /** The browser's id at the desktop portal, or null if the browser cannot ask the portal. */
  readonly portalId: string | null;
}

const flatpak = (label: string, id: string, portal = false): SandboxedBrowser => ({
  label,
  folder: `.var/app/${id}`,
  sandbox: 'Flatpak',
  portalId: portal ? id : null,
});

export const sandboxedBrowsers: readonly SandboxedBrowser[] = [
  flatpak('Firefox', 'org.mozilla.firefox', true),
  flatpak('LibreWolf', 'io.gitlab.librewolf-community'),
  flatpak('Google Chrome', 'com.google.Chrome'),
  flatpak('Chromium', 'org.chromium.Chromium'),
  flatpak('Microsoft Edge', 'com.microsoft.Edge'),
  flatpak('Brave', 'com.brave.Browser'),
  flatpak('Vivaldi', 'com.vivaldi.Vivaldi'),
  flatpak('Opera', 'com.opera.Opera'),
  { label: 'Firefox', folder: 'snap/firefox', sandbox: 'Snap', portalId: 'snap.firefox' },
  { label: 'Chromium', folder: 'snap/chromium', sandbox: 'Snap', portalId: null },
];

/** What the sandboxed browser can do with the host, and what the user can do. The text is the end of a sentence. */
export function sandboxSentence({ label, sandbox, portalId }: SandboxedBrowser): string {
  return portalId === null
    ? `it cannot start programs outside its sandbox; use a ${label} that is not from ${sandbox}, or copy exports, which needs no host`
    : 'it reads the manifest of the Firefox outside and starts the host through the desktop portal, which asks you once';
}
