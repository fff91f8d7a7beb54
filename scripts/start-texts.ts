import type { FoundBrowser } from './find-browsers.ts';

interface System {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The sentence that says why `npm start` clicks by itself, or null if a person can do it.
 * @param asked whether `--auto` was given
 */
export function whyAutomatic(asked: boolean, { platform, env }: System): string | null {
  if (asked) return 'Because of --auto, this run clicks by itself.';
  if (platform !== 'linux' || env.DISPLAY || env.WAYLAND_DISPLAY) return null;
  return 'This run clicks by itself, because there is no display (DISPLAY and WAYLAND_DISPLAY are not set).';
}

/** How a person makes the toolbar button visible. */
export function howToPin(kind: FoundBrowser['kind']): string {
  const pin = kind === 'firefox' ? 'the gear next to Keyferry, then “Pin to Toolbar”' : 'the pin next to Keyferry';
  return `The Keyferry button is behind the puzzle piece in the toolbar. To pin it, click the puzzle piece, then ${pin}.`;
}

/** What a person can do in the open browser, one step a line. @param file path of the throwaway credentials file */
export function stepsToTry(kind: FoundBrowser['kind'], startUrl: string, file: string): string {
  return `
The browser shows the portal ${startUrl}, which runs on this computer.
  1. Sign in with any user name and password.
  2. ${howToPin(kind)}
  3. Press the Keyferry button (or Alt+Shift+K), then “Use this portal”.
  4. Choose a role, then “Write profile”. The profile goes to ${file}
Close the browser to end.`;
}
