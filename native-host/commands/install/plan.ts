import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostManifest, MANIFEST_FILE, readManifest } from '../../../install-scripts/host-manifest.ts';
import { posixWrapper, WRAPPER_FILE } from '../../../install-scripts/wrapper.ts';
import { version } from '../../../package.json';
import { SETTINGS_FILE } from '../../aws-files/recorded-paths.ts';
import type { CommandIo } from '../io.ts';
import { readOwnFile } from './own-files.ts';
import { dataFolder } from './places.ts';
import { renderSettings, shellSettings } from './settings.ts';
import { sha256 } from './sha256.ts';
import type { Target } from './targets.ts';

/** A file as install wants it to be. */
export interface PlannedFile {
  readonly role: 'program' | 'settings' | 'wrapper' | 'manifest';
  /** Label of the browser a manifest is for, else empty. */
  readonly browser: string;
  readonly path: string;
  readonly content: string;
  readonly mode: number;
}

export type FileState = 'unchanged' | 'new' | 'changed' | 'foreign';

export const PROGRAM_FILE = 'keyferry.cjs';
/** `<version>-<start of the program's hash>`: two builds of one version never share a folder. */
const VERSION_FOLDER = /^\d[\w.+-]*-[0-9a-f]{12}$/;

export function isVersionFolder(name: string): boolean {
  return VERSION_FOLDER.test(name);
}

/** Whether a manifest's `path` is a wrapper that some install of Keyferry wrote. */
export function isOurWrapper(path: string): boolean {
  const [file, folder, parent] = path.split(/[\\/]/).reverse();
  return file === WRAPPER_FILE && parent === 'keyferry' && isVersionFolder(folder ?? '');
}

/** Everything install would write, in the order of writing: a manifest never names a program that is not there yet. */
export function planFiles(targets: readonly Target[], io: CommandIo): readonly PlannedFile[] {
  const program = readFileSync(io.programPath, 'utf8');
  const folder = join(dataFolder(io), `${version}-${sha256(program).slice(0, 12)}`);
  const own = (role: PlannedFile['role'], file: string, content: string, mode: number) => ({
    role,
    browser: '',
    path: join(folder, file),
    content,
    mode,
  });
  const wrapper = join(folder, WRAPPER_FILE);
  return [
    own('program', PROGRAM_FILE, program, 0o755),
    own('settings', SETTINGS_FILE, renderSettings(shellSettings(io)), 0o644),
    own('wrapper', WRAPPER_FILE, posixWrapper(io.execPath, join(folder, PROGRAM_FILE)), 0o755),
    ...targets.map((target) => ({
      role: 'manifest' as const,
      browser: target.browser,
      path: join(target.folder, MANIFEST_FILE),
      content: hostManifest(target.flavour, wrapper),
      mode: 0o644,
    })),
  ];
}

function isForeignManifest(text: string): boolean {
  const found = readManifest(text, 'chromium');
  return found === null || !isOurWrapper(found.path);
}

/** What lies at a planned file's place now. */
export function stateOf({ role, path, content, mode }: PlannedFile): FileState {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) return 'new';
  const found = readOwnFile(path)?.toString() ?? null;
  if (found === content) return (stat.mode & 0o777) === mode ? 'unchanged' : 'changed';
  if (role === 'manifest' && (found === null || isForeignManifest(found))) return 'foreign';
  return 'changed';
}
