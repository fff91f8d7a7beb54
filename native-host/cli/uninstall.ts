import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { forgetLists } from '../data-folder/kept-list.ts';
import { removeEmptyFolder, removeOwnFile } from '../data-folder/own-files.ts';
import { recordPath } from '../data-folder/places.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { refuseVagueHome } from './install/guards.ts';
import { readRecord } from './install/record.ts';
import { removeKey } from './install/registry.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';

const WORDS = { removed: 'removed', gone: 'was gone already', kept: 'kept: changed since it was installed' } as const;

function run(args: readonly string[], asked: CommandIo): number {
  const { json, system } = readOptions(args, { json: { type: 'boolean' }, system: { type: 'boolean' } });
  const io = system ? { ...asked, everyone: true } : asked;
  // The record says which files go: none that lies about in the current folder is believed.
  if (!system) refuseVagueHome(io);
  const record = readRecord(recordPath(io));
  // Keys before the manifests that they name.
  const keys = (record.keys ?? []).map((each) => ({ path: each.key, result: removeKey(each, io) }));
  // Manifests are recorded last and go first: a browser never finds one whose program is gone.
  const own = record.files.toReversed().map(({ path, sha256 }) => ({ path, result: removeOwnFile(path, sha256) }));
  const files = [...keys, ...own];
  forgetLists({ ...io, directory: dirname(io.programPath) });
  rmSync(recordPath(io), { force: true });
  // The deepest first.
  const folders = record.folders.toSorted((a, b) => b.length - a.length).filter(removeEmptyFolder);

  if (json) io.stdout(jsonText({ files, folders }));
  else io.stdout(table(files.map(({ path, result }) => [WORDS[result], path])));
  if (files.length === 0) io.stderr('Nothing of Keyferry was installed.\n');
  return 0;
}

export const uninstall: Command = {
  usage: 'uninstall [--system] [--json]',
  summary: 'Removes exactly what install wrote; files changed since stay, your AWS files are not touched.',
  details: ['--system  what `install --system` wrote', '--json    the same as data'],
  run,
};
