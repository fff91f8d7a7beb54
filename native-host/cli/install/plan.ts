import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { hostManifest, MANIFEST_FILE, readManifest } from '../../../install-scripts/host-manifest.ts';
import { noNodeFrame } from '../../../install-scripts/no-node-reply.ts';
import { cmdWrapper, NO_NODE_FILE, whyNotForCmd } from '../../../install-scripts/windows-wrapper.ts';
import { posixWrapper } from '../../../install-scripts/wrapper.ts';
import { isWrittenByInstall } from '../../../install-scripts/written-wrapper.ts';
import { version } from '../../../package.json';
import { SETTINGS_FILE } from '../../aws-files/settings-file.ts';
import { dataFolder } from '../../data-folder/places.ts';
import { readOwnFile } from '../../data-folder/read-own-file.ts';
import { sha256 } from '../../data-folder/sha256.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { launcherFiles } from './launcher-plan.ts';
import { isOurWrapper, wrapperFile } from './own-wrappers.ts';
import type { PlannedFile } from './planned-file.ts';
import { PROGRAM_FILE, programFilesIn } from './program-files.ts';
import { readKey } from './registry.ts';
import { renderSettings, shellSettings } from './settings.ts';
import { isPrivilegedShell } from './shell.ts';
import type { Target } from './targets.ts';

/** A registry key that install writes. */
export interface PlannedKey {
  readonly browser: string;
  readonly key: string;
  /** Windows path of the manifest. */
  readonly value: string;
}

/** Everything that install writes, in the order of writing. */
export interface Plan {
  readonly files: readonly PlannedFile[];
  readonly keys: readonly PlannedKey[];
}

/** The state of a planned file or key. `foreign` means that it exists but that Keyferry did not write it. */
export type FileState = 'unchanged' | 'new' | 'changed' | 'foreign';

/**
 * The text of the wrapper script that starts the program in `folder`.
 * @throws KeyferryError INSTALL_REFUSED if cmd.exe misreads the path of the folder
 */
export function wrapperText(folder: string, io: CommandIo): string {
  const program = join(folder, PROGRAM_FILE);
  if (io.platform !== 'win32') {
    const home = io.everyone ? null : io.home;
    return posixWrapper({ node: io.execPath, program, home, privileged: isPrivilegedShell(io) });
  }
  const why = whyNotForCmd(folder);
  if (why === null) return cmdWrapper(io.execPath, program, io.env);
  throw new KeyferryError('INSTALL_REFUSED', {
    why: `its folder would be ${folder}, and ${why}; set LOCALAPPDATA to another folder, then install again`,
  });
}

interface ProgramText {
  readonly name: string;
  readonly content: string;
}

/**
 * Reads the files of the running program. npm starts the program through a symbolic link. All files of the program are
 * in the folder of the link's target.
 */
function readProgram({ programPath }: CommandIo): readonly ProgramText[] {
  const folder = dirname(realpathSync(programPath));
  return programFilesIn(folder).map((name) => ({ name, content: readFileSync(join(folder, name), 'utf8') }));
}

/** The files that install writes into the folder of this version. */
function programFiles(io: CommandIo): readonly PlannedFile[] {
  const program = readProgram(io);
  const hash = sha256(program.map(({ name, content }) => `${name}\0${content}\0`).join(''));
  const folder = join(dataFolder(io), `${version}-${hash.slice(0, 12)}`);
  // With --system, root installs the program for all users. These users do not need the paths of root's AWS files.
  const settings = renderSettings(io.everyone ? {} : shellSettings(io));
  const own = (role: PlannedFile['role'], file: string, content: string | Buffer, mode: number) => ({
    role,
    browser: '',
    path: join(folder, file),
    content,
    mode,
  });
  return [
    ...program.map(({ name, content }) => own('program', name, content, name === PROGRAM_FILE ? 0o755 : 0o644)),
    own('settings', SETTINGS_FILE, settings, 0o644),
    ...(io.platform === 'win32' ? [own('settings', NO_NODE_FILE, noNodeFrame(), 0o644)] : []),
    own('wrapper', wrapperFile(io), wrapperText(folder, io), 0o755),
  ];
}

/** The manifests, one for each folder. If several browsers read a folder, `browser` contains all their labels. */
function manifests(targets: readonly Target[], wrapper: string): readonly PlannedFile[] {
  const folders = [...new Set(targets.map(({ folder }) => folder))];
  return folders.map((folder) => {
    const readers = targets.filter((target) => target.folder === folder);
    const note = readers.every(({ proven }) => !proven)
      ? ' (the maker of the browser does not document this folder)'
      : '';
    return {
      role: 'manifest',
      browser: [...new Set(readers.map(({ browser }) => browser))].join(', ') + note,
      path: join(folder, MANIFEST_FILE),
      content: hostManifest(readers[0]?.flavour ?? 'chromium', wrapper),
      mode: 0o644,
    };
  });
}

function registryKeys(targets: readonly Target[]): readonly PlannedKey[] {
  const keys = [...new Set(targets.flatMap(({ key }) => key ?? []))];
  return keys.map((key) => {
    const readers = targets.filter((target) => target.key === key);
    const browser = [...new Set(readers.map((target) => target.browser))].join(', ');
    return { browser, key, value: join(readers[0]?.folder ?? '', MANIFEST_FILE) };
  });
}

/**
 * Plans an install. Manifests come last in the plan. So when a browser finds a manifest, the program already exists.
 * @param launchers paths of the launchers to write
 */
export function planInstall(targets: readonly Target[], launchers: readonly string[], io: CommandIo): Plan {
  const own = programFiles(io);
  const wrapper = own.at(-1)?.path ?? '';
  const files = [...own, ...launcherFiles(launchers, dirname(wrapper), io), ...manifests(targets, wrapper)];
  return { files, keys: registryKeys(targets) };
}

/** Compares a planned registry key with the current one. */
export function stateOfKey({ key, value }: PlannedKey, io: CommandIo): FileState {
  const found = readKey(key, io);
  if (found === null) return 'new';
  if (found === value) return 'unchanged';
  return /[\\/]keyferry[\\/]/.test(found) ? 'changed' : 'foreign';
}

function isForeignManifest(text: string): boolean {
  const found = readManifest(text, 'chromium');
  return found === null || !isOurWrapper(found.path);
}

/** Compares a planned file with what is at its path. */
export function stateOf({ role, path, content, mode, onWindows }: PlannedFile): FileState {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return 'new';
  const found = readOwnFile(path)?.toString() ?? null;
  // Windows has no file modes, so there the mode is not compared.
  const hasMode = onWindows || process.platform === 'win32' || (stat.mode & 0o777) === mode;
  if (found === content.toString()) return hasMode ? 'unchanged' : 'changed';
  if (role === 'manifest' && (found === null || isForeignManifest(found))) return 'foreign';
  if (role === 'launcher' && (found === null || !isWrittenByInstall(found))) return 'foreign';
  return 'changed';
}
