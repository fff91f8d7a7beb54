import { lstatSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { PROTOCOL_VERSION } from '#core/protocol/host-protocol.ts';
import { offeredBrowsers } from '../../../install-scripts/browsers.ts';
import { version } from '../../../package.json';
import { awsPaths } from '../../aws-files/paths.ts';
import { dataFolder, recordPath } from '../../data-folder/places.ts';
import { realPath } from '../../data-folder/real-path.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { table } from '../../terminal/table.ts';
import { wasStarted } from '../install/targets.ts';
import type { Check } from './check.ts';

/*
 * The text for a bug report. It must be safe to publish. So it contains paths, modes and versions, but no line of the
 * AWS files, no value of a variable, and no name of an account or profile.
 */

/**
 * The ids of checks whose sentences contain only paths and versions. The report shows these sentences. For all other
 * checks, the report shows only the id and the severity.
 */
const PLAIN_CHECKS =
  /^(?:node$|clock$|host-file$|manifest|two-manifests-|wrapper-|registry$|system-owner$|sandbox-|aws-directory$)/;

/** Environment variables that affect Keyferry. The report says which of them are set, but never shows their values. */
const VARIABLES = [
  ...[
    'HOME',
    'USERPROFILE',
    'LOCALAPPDATA',
    'APPDATA',
    'XDG_CONFIG_HOME',
    'XDG_DATA_HOME',
    'SUDO_UID',
    'WSL_DISTRO_NAME',
  ],
  ...['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  ...['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'NODE_OPTIONS'],
] as const;

/** A pattern that matches this path, both with slashes and with backslashes. */
const pathPattern = (text: string): string =>
  text.replaceAll(/[\\/]|[.*+?^${}()|[\]]/g, (sign) => (/[\\/]/.test(sign) ? '[\\\\/]' : `\\${sign}`));

/**
 * Replaces the home folder with ~. The folder may be written with slashes or backslashes and, on Windows, in any letter
 * case.
 */
function withoutHome(text: string, { home, platform, env }: CommandIo): string {
  const folders = [home, realPath(home), env.HOME ?? '', env.USERPROFILE ?? ''].filter((each) => each.length > 1);
  const longestFirst = [...new Set(folders)].toSorted((a, b) => b.length - a.length);
  const flags = platform === 'win32' ? 'gi' : 'g';
  return longestFirst.reduce((rest, folder) => rest.replaceAll(new RegExp(pathPattern(folder), flags), '~'), text);
}

function lineEnds(text: string): string {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  if (windows === 0) return 'line ends LF';
  return windows === all ? 'line ends CRLF' : 'line ends mixed';
}

/** Describes what is at a path: its kind, mode, size and line ends. Never shows the content. */
function describePath(path: string): string {
  try {
    const stats = lstatSync(path);
    const mode = process.platform === 'win32' ? '' : `, mode ${(stats.mode & 0o7777).toString(8).padStart(4, '0')}`;
    const owner = process.getuid && stats.uid !== process.getuid() ? ', of another user' : '';
    if (stats.isSymbolicLink()) return `link to ${realPath(path)}${owner}`;
    if (stats.isDirectory()) return `folder${mode}${owner}`;
    if (!stats.isFile()) return `special file${mode}${owner}`;
    return `file${mode}${owner}, ${stats.size} bytes, ${lineEnds(readFileSync(path, 'utf8'))}`;
  } catch (failure) {
    const { code } = failure as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'missing' : `cannot be read (${code})`;
  }
}

function awsPlaces({ env, platform }: CommandIo): (readonly [string, string])[] {
  try {
    const { credentials, config } = awsPaths(env, platform);
    return [
      ['AWS folder', dirname(credentials)],
      ['credentials', credentials],
      ['config', config],
    ];
  } catch {
    return [];
  }
}

function places(io: CommandIo): string[][] {
  const found: (readonly [string, string])[] = [
    ['Node', io.execPath],
    ['program', io.programPath],
    ['data folder', dataFolder(io)],
    ['record', recordPath(io)],
    ...awsPlaces(io),
  ];
  return found.map(([label, path]) => [
    label,
    path,
    // The program files are not described, because they are large and their line ends do not matter.
    label === 'Node' || label === 'program' ? '' : describePath(path),
  ]);
}

/**
 * The text that `keyferry doctor --report` prints for a bug report: versions, paths with modes, browsers and the
 * results of all checks. It contains no account, profile or secret, and shows the home folder as ~.
 * @param checks the results of all checks
 */
export function bugReport(checks: readonly Check[], io: CommandIo): string {
  const started = offeredBrowsers(io.platform).filter((browser) => wasStarted(browser, io));
  const text = [
    'Keyferry report. It contains no secret and no name of an account or profile. Please read it before you send it.',
    '',
    table([
      ['Keyferry', version],
      ['protocol', `${PROTOCOL_VERSION}`],
      ['Node', `${process.versions.node} ${process.arch}`],
      ['system', `${io.platform} ${io.release()}`],
      ['browsers', started.map(({ label }) => label).join(', ') || 'none was started here'],
      ['variables', VARIABLES.filter((name) => io.env[name]).join(', ') || 'none'],
    ]),
    table(places(io)),
    table(checks.map(({ id, severity, sentence }) => [severity, id, PLAIN_CHECKS.test(id) ? sentence : ''])),
  ].join('\n');
  return withoutHome(text, io)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
