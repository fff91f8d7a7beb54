import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readManifest } from '../../../install-scripts/host-manifest.ts';
import { nodeOfWrapper } from '../../../install-scripts/wrapper.ts';
import { readOwnFile } from '../../data-folder/own-files.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { whoCouldReplace } from '../install/guards.ts';
import { isOurWrapper } from '../install/own-wrappers.ts';
import { programFilesIn } from '../install/program-files.ts';
import { type Check, error } from './check.ts';
import type { Registration } from './registered.ts';

const REMEDY = 'Install Node for every user from your system, then run `sudo keyferry install --system` with it.';

function startedBy(wrapper: string): string[] {
  const node = nodeOfWrapper(readOwnFile(wrapper)?.toString() ?? '');
  const folder = dirname(wrapper);
  const program = existsSync(folder) ? programFilesIn(folder).map((name) => join(folder, name)) : [];
  return [wrapper, ...program, ...(node === null ? [] : [node])].filter(existsSync);
}

/** Whether only root may change what every user's browser starts: anyone else could run code as every user. */
export function checkOwners(system: readonly Registration[], { platform }: CommandIo): readonly Check[] {
  if (platform === 'win32') return [];
  const wrappers = system.flatMap(({ text, flavour }) => readManifest(text ?? '', flavour)?.path ?? []);
  const files = [...new Set(wrappers.filter(isOurWrapper))].flatMap(startedBy);
  const whys = new Set(files.flatMap((file) => whoCouldReplace(file) ?? []));
  return [...whys].map((why) => error('system-owner', `Every user's browser starts the host, and ${why}.`, REMEDY));
}
