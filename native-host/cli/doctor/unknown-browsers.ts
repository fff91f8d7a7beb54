import type { CommandIo } from '../../terminal/io.ts';
import { unknownBrowsers } from '../install/unknown-browsers.ts';
import { type Check, warning } from './check.ts';

const MAKERS = { chromium: 'Chromium', firefox: 'Firefox' } as const;

/** Warns about each profile folder of a browser that Keyferry does not know. */
export function checkUnknownBrowsers(io: CommandIo): readonly Check[] {
  return unknownBrowsers(io).map(({ folder, flavour, command }) =>
    warning(
      'unknown-browser',
      `${folder} looks like the profile folder of a browser built from ${MAKERS[flavour]} that Keyferry does not know, and it does not find the host.`,
      `If you use that browser, run \`${command}\`.`,
    ),
  );
}
