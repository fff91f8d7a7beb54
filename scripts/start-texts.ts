import type { FoundBrowser } from './find-browsers.ts';

interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * A sentence that says why `npm start` clicks the buttons itself. Null if a person can click them.
 * @param asked whether the user gave the option `--auto`
 */
export function whyAutomatic(asked: boolean, { platform, env }: System): string | null {
  if (asked) return 'Because of --auto, this run clicks by itself.';
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return null;
  return 'This run clicks by itself, because there is no display (DISPLAY and WAYLAND_DISPLAY are not set).';
}

/** Says how a person can pin the toolbar button, so that it is always visible. */
export function howToPin(kind: FoundBrowser['kind']): string {
  const pin = kind === 'firefox' ? 'the gear next to Keyferry, then “Pin to Toolbar”' : 'the pin next to Keyferry';
  return `The Keyferry button is behind the puzzle piece in the toolbar. To pin it, click the puzzle piece, then ${pin}.`;
}

/**
 * The steps that a person can try in the open browser, one step on each line.
 * @param file path of the temporary credentials file
 */
export function stepsToTry(kind: FoundBrowser['kind'], startUrl: string, file: string): string {
  return `
The browser shows the portal ${startUrl}, which runs on this computer.
  1. Sign in with any user name and password.
  2. ${howToPin(kind)}
  3. Press the Keyferry button (or Alt+Shift+K), then “Use this portal”.
  4. Choose a role, then “Write profile”. The profile goes to ${file}
Close the browser to end.`;
}
