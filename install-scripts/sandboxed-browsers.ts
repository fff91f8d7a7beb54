/*
 * Browsers that run inside a sandbox. Keyferry recognises each of them by a folder that the browser creates. A browser
 * from Flatpak can read neither the user's Node nor ~/.aws. Only Firefox can ask the Linux desktop portal
 * (org.freedesktop.portal.WebExtensions) to start a host outside the sandbox.
 */

export interface SandboxedBrowser {
  readonly label: string;
  /** A folder that the browser creates, relative to the home folder. */
  readonly folder: string;
  readonly sandbox: 'Flatpak' | 'Snap';
  /** The id of the browser for the desktop portal. Null if the browser cannot use the desktop portal. */
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

/**
 * The end of a sentence about a browser in a sandbox. It says whether the browser can start the host, and what the user
 * can do.
 */
export function sandboxSentence({ label, sandbox, portalId }: SandboxedBrowser): string {
  return portalId === null
    ? `it cannot start programs outside its sandbox; use a ${label} that is not from ${sandbox}, or copy exports, which needs no host`
    : 'it reads the manifest of the Firefox outside its sandbox, and starts the host through the desktop portal, which asks you once';
}
