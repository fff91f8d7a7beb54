import { join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import type { Command } from '../shared/command.ts';
import { readArguments } from '../shared/options.ts';
import { environmentWith, runChild, splitAtDashes } from '../shared/run-child.ts';
import { openSharedFolder, SOCKET_NAME } from './shared-folder.ts';
import { asLabel, openSharedSocket, refuseUnknownProfiles } from './shared-socket.ts';
import { waitForSignal } from './wait-for-signal.ts';

const OPTIONS = { profile: { type: 'string', multiple: true } } as const;

/** @throws KeyferryError USAGE, LIVE_UNAVAILABLE, LIVE_NOT_SET_UP */
function readShare(args: readonly string[], io: CommandIo) {
  const { own, after } = splitAtDashes(args);
  const { values, words } = readArguments(own, OPTIONS, 1);
  const [folder] = words;
  const [command, ...rest] = after;
  if (folder === undefined) throw new KeyferryError('USAGE', { why: 'Name the folder for the socket' });
  if (io.platform === 'win32') {
    const remedy = 'Use `keyferry exec --endpoint NAME -- COMMAND`';
    throw new KeyferryError('LIVE_UNAVAILABLE', { why: 'Windows cannot share a socket with a container', remedy });
  }
  const profiles = values.profile ?? [];
  refuseUnknownProfiles(profiles, io);
  return { folder, profiles, child: command === undefined ? null : { command, rest } };
}

async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { folder: given, profiles, child } = readShare(args, io);
  const folder = await openSharedFolder(given);
  const path = join(folder, SOCKET_NAME);
  // If KEYFERRY_SOCKET were the path of the new socket, Keyferry would send each request from this socket to the same
  // socket again.
  if (io.env.KEYFERRY_SOCKET === path)
    throw new KeyferryError('USAGE', {
      why: 'KEYFERRY_SOCKET is the path of the socket that this command opens; remove this variable',
    });
  const socket = await openSharedSocket({ path, profiles, label: asLabel('folder', folder) }, io);
  try {
    if (child) return await runChild(child, environmentWith({ set: { KEYFERRY_SOCKET: path }, unset: [] }, io), io);
    const status = waitForSignal();
    io.stderr(`keyferry: ${path} gives keys of ${profiles.join(', ')} until you press Ctrl+C.\n`);
    return await status;
  } finally {
    socket.close();
  }
}

export const share: Command = {
  usage: 'share DIR --profile NAME… [-- COMMAND [ARGUMENT…]]',
  summary: 'Opens a socket for the named live profiles, in a folder that you mount read-only into a container.',
  details: [
    'DIR             a new folder, or an empty folder that only you can open; the socket is DIR/keys.sock',
    '--profile NAME  a live profile whose keys the socket gives; can be repeated. The socket gives nothing else',
    '',
    'COMMAND gets KEYFERRY_SOCKET. The socket exists until COMMAND ends or, without COMMAND, until you press Ctrl+C.',
    'The browser asks you about each program in the container, and says that the request comes from DIR.',
    'The container needs the program keyferry, the lines of the profiles in ~/.aws/config, and the variable',
    'KEYFERRY_SOCKET. Always mount DIR read-only: anyone who can write in DIR can put another socket there.',
    'Only programs with your own user id can use the socket. For others, and on Windows: keyferry exec --endpoint.',
    '',
    'keyferry share ~/.keyferry-build --profile dev -- docker run --rm --user "$(id -u)" \\',
    '  -v ~/.keyferry-build:/run/keyferry:ro -e KEYFERRY_SOCKET=/run/keyferry/keys.sock build-image',
    'keyferry share /tmp/keys --profile dev --profile test',
  ],
  run,
};
