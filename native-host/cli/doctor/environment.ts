import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { readManifest } from '../../../install-scripts/host-manifest.ts';
import type { Environment } from '../../aws-files/paths.ts';
import { recordedPaths } from '../../aws-files/recorded-paths.ts';
import { readSettings, SETTINGS_FILE } from '../../aws-files/settings-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { isOurWrapper } from '../install/own-wrappers.ts';
import { RECORDED_VARIABLES, shellSettings } from '../install/settings.ts';
import { reinstall } from '../shared/reinstall.ts';
import { type Check, error, ok, warning } from './check.ts';
import type { Registration } from './registered.ts';

const id = 'environment';

function difference(shell: Environment, recorded: Environment): string | null {
  const variable = RECORDED_VARIABLES.find((name) => shell[name] !== recorded[name]);
  if (variable === undefined) return null;
  const shown = (value: string | undefined) => value ?? 'not set';
  return `${variable} is ${shown(shell[variable])} in this shell, but ${shown(recorded[variable])} for the installed host.`;
}

function programFolders(places: readonly Registration[]): string[] {
  const wrappers = places.flatMap(({ text, flavour }) => readManifest(text ?? '', flavour)?.path ?? []);
  const folders = wrappers.filter(isOurWrapper).map((wrapper) => dirname(wrapper));
  // A missing folder is reported by checkManifests.
  return [...new Set(folders)].filter((folder) => existsSync(folder));
}

async function checkOne(folder: string, io: CommandIo): Promise<Check> {
  const path = join(folder, SETTINGS_FILE);
  if (!existsSync(path)) return error(id, `The host's settings file ${path} is missing.`, reinstall());
  const recorded = recordedPaths(readSettings(folder)());
  let shell: Environment;
  try {
    shell = shellSettings(io);
  } catch (failure) {
    if (!(failure instanceof KeyferryError)) throw failure;
    return error(id, failure.message, `Correct it in your shell, then install again. ${reinstall()}`);
  }
  const differs = difference(shell, recorded);
  return differs === null
    ? ok(id, 'The host writes the AWS files that this shell reads.')
    : warning(id, differs, reinstall());
}

/**
 * Checks whether the host writes the AWS files that this shell reads. The host may write other files, because a browser
 * may start it without the shell's variables.
 */
export async function checkEnvironment(places: readonly Registration[], io: CommandIo): Promise<readonly Check[]> {
  return Promise.all(programFolders(places).map((folder) => checkOne(folder, io)));
}
