import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { forgetLists } from '../data-folder/kept-list.ts';
import { noteClock } from '../data-folder/noted-clock.ts';
import { removeEmptyFolder, removeOwnFile } from '../data-folder/own-files.ts';
import { recordPath } from '../data-folder/places.ts';
import type { CommandIo } from '../terminal/io.ts';
import { jsonText } from '../terminal/printable.ts';
import { table } from '../terminal/table.ts';
import { removeLink } from './install/command-link.ts';
import { refuseRelativeHome } from './install/guards.ts';
import { readRecord } from './install/record.ts';
import { removeKey } from './install/registry.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';

const WORDS = { removed: 'removed', gone: 'already gone', kept: 'kept: it was changed after the install' } as const;

function run(args: readonly string[], user: CommandIo): number {
  const { json, system } = readOptions(args, { json: { type: 'boolean' }, system: { type: 'boolean' } });
  const io = system ? { ...user, everyone: true } : user;
  // With a relative HOME, the record would be read from the current folder, and the record decides which files are
  // removed.
  if (!system) refuseRelativeHome(io);
  const record = readRecord(recordPath(io));
  // Registry keys are removed before the manifests that they name.
  const keys = (record.keys ?? []).map((each) => ({ path: each.key, result: removeKey(each, io) }));
  // Manifests are recorded last and removed first: a browser never finds a manifest without its program.
  const own = record.files.toReversed().map(({ path, sha256 }) => ({ path, result: removeOwnFile(path, sha256) }));
  const links = (record.links ?? []).map((link) => ({ path: link.path, result: removeLink(link) }));
  const files = [...keys, ...links, ...own];
  const location = { ...io, directory: dirname(io.programPath) };
  forgetLists(location);
  noteClock(0, io.now(), location);
  rmSync(recordPath(io), { force: true });
  // The deepest folders are removed first.
  const folders = record.folders.toSorted((a, b) => b.length - a.length).filter(removeEmptyFolder);

  if (json) io.stdout(jsonText({ files, folders }));
  else io.stdout(table(files.map(({ path, result }) => [WORDS[result], path])));
  if (files.length === 0) io.stderr('Keyferry is not installed.\n');
  return 0;
}

export const uninstall: Command = {
  usage: 'uninstall [--system] [--json]',
  summary: 'Removes exactly what install wrote. Keeps files that were changed since, and your AWS files.',
  details: ['--system  remove what `install --system` wrote', '--json    print JSON'],
  run,
};
