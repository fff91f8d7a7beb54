import type { CommandIo } from '../../terminal/io.ts';
import { unknownBrowsers } from '../install/unknown-browsers.ts';
import { type Check, warning } from './check.ts';

const MAKERS = { chromium: 'Chromium', firefox: 'Firefox' } as const;

/** Returns one warning for each browser that Keyferry does not know but whose profile folder it found. */
export function checkUnknownBrowsers(io: CommandIo): readonly Check[] {
  return unknownBrowsers(io).map(({ folder, flavour, command }) =>
    warning(
      'unknown-browser',
      `${folder} looks like the profile folder of a browser built from ${MAKERS[flavour]}. Keyferry does not know this browser, and the browser does not find the host.`,
      `If you use that browser, run \`${command}\`.`,
    ),
  );
}
