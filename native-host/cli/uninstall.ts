import { rmSync } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { editFile } from '../aws-files/editing/edit-file.ts';
import { thisSystem } from '../aws-files/editing/system.ts';
import { pathsOf, readAwsFile } from '../aws-files/read-aws-file.ts';
import { ownLiveProfiles, removeLiveProfiles } from '../cli-profiles/remove-live.ts';
import { forgetLists } from '../data-folder/kept-list.ts';
import { removeLiveRecord } from '../data-folder/live-record.ts';
import { noteClock } from '../data-folder/note-clock.ts';
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
import { programLocation } from './shared/program-location.ts';

const WORDS = { removed: 'removed', gone: 'already gone', kept: 'kept: it was changed after the install' } as const;

/** The live profiles in this user's config file. */
interface LiveProfiles {
  /** The path of the config file. */
  readonly file: string;
  readonly names: readonly string[];
  readonly removed: boolean;
}

/**
 * Finds the live profiles. Null if the config file cannot be read: `keyferry uninstall` must work even in this case.
 */
function findLive(io: CommandIo): LiveProfiles | null {
  try {
    const { config: file } = pathsOf(io);
    return { file, names: ownLiveProfiles(readAwsFile(file)).map(({ name }) => name), removed: false };
  } catch (failure) {
    if (failure instanceof KeyferryError) return null;
    throw failure;
  }
}

/** Removes the live profiles from the config file. @throws KeyferryError PATH_INVALID, FILE_* */
async function removeLive(io: CommandIo): Promise<LiveProfiles> {
  const { config: file } = pathsOf(io);
  let names: readonly string[] = [];
  const edit = (text: string) => {
    const result = removeLiveProfiles(text, file, () => true);
    names = result.removed;
    return result.text;
  };
  // If the file is missing, `readAwsFile` returns an empty text. In this case, `editFile` is not called, because it
  // would create the file.
  if (readAwsFile(file) !== '') await editFile(thisSystem(), file, edit);
  return { file, names, removed: true };
}

/** The sentence that says which live profiles were removed, or which are still in the config file. */
function liveSentence({ file, names, removed }: LiveProfiles): string {
  const count = names.length === 1 ? '1 live profile' : `${names.length} live profiles`;
  const list = names.join(', ');
  if (removed) return `Removed ${count} from ${file}: ${list}.`;
  return `${file} still has ${count} of Keyferry, which no longer ${names.length === 1 ? 'works' : 'work'}: ${list}. Remove these sections, or install Keyferry again and run \`keyferry uninstall --live-profiles\`.`;
}

function removeInstalled(io: CommandIo) {
  const record = readRecord(recordPath(io));
  // A registry key contains the path of a manifest, so the function removes the keys before the manifests.
  const keys = (record.keys ?? []).map((each) => ({ path: each.key, result: removeKey(each, io) }));
  // Manifests are last in the record, and the function removes them first. So no browser finds a manifest whose program
  // is already removed.
  const own = record.files.toReversed().map(({ path, sha256 }) => ({ path, result: removeOwnFile(path, sha256) }));
  const links = (record.links ?? []).map((link) => ({ path: link.path, result: removeLink(link) }));
  forgetLists(programLocation(io));
  removeLiveRecord(programLocation(io));
  noteClock(0, io.now(), programLocation(io));
  rmSync(recordPath(io), { force: true });
  // The function removes the deepest folders first.
  const folders = record.folders.toSorted((a, b) => b.length - a.length).filter(removeEmptyFolder);
  return { files: [...keys, ...links, ...own], folders };
}

async function run(args: readonly string[], user: CommandIo): Promise<number> {
  const given = readOptions(args, {
    json: { type: 'boolean' },
    system: { type: 'boolean' },
    'live-profiles': { type: 'boolean' },
  });
  const io = given.system ? { ...user, everyone: true } : user;
  // The record lists the files to remove. If HOME were a relative path, Keyferry would read a record below the current
  // folder.
  if (!given.system) refuseRelativeHome(io);
  // Keyferry removes the live profiles first. If an error occurs here, Keyferry stays installed, and the user can run
  // the command again.
  const live = given['live-profiles'] ? await removeLive(io) : findLive(io);
  const { files, folders } = removeInstalled(io);

  if (given.json) io.stdout(jsonText({ files, folders, ...(live && { liveProfiles: live }) }));
  else io.stdout(table(files.map(({ path, result }) => [WORDS[result], path])));
  if (files.length === 0) io.stderr('Keyferry is not installed.\n');
  if (live && live.names.length > 0) io.stderr(`${liveSentence(live)}\n`);
  return 0;
}

export const uninstall: Command = {
  usage: 'uninstall [--live-profiles] [--system] [--json]',
  summary: 'Removes exactly what install wrote. Keeps your AWS files, and files that were changed after the install.',
  details: [
    '--live-profiles  also remove the live profiles that Keyferry wrote into your config file',
    '--system         remove what `install --system` wrote',
    '--json           print JSON',
  ],
  run,
};
