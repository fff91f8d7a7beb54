import { KeyferryError } from '#core/errors.ts';
import { CONTROLS } from '#core/patterns.ts';
import type { Answering } from '../../live/connections.ts';
import { createConnections } from '../../live/connections.ts';
import { openSocketAt } from '../../live/listener.ts';
import { readRecordedProfile } from '../../live/recorded-profile.ts';
import { answerLine, type CredentialsAnswer, readRequestLine, refusalLine } from '../../live/socket-line.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { askForKeys } from '../live/ask-for-keys.ts';
import { programLocation } from '../shared/program-location.ts';

/*
 * A separate socket for a container or an ssh host. It gives only keys of the named profiles. Each request goes to the
 * browser with the label of the socket, so a person sees where the request comes from. If a person has already allowed
 * programs of this computer, this permission is not valid for a request from this socket.
 */

/** The time limit for one request to the browser, in ms. It is shorter than the 3.9 s that the client waits. */
const REQUEST_MS = 3600;
/** The protocol allows labels up to this length, in characters. */
const MAX_LABEL = 128;

/** An open socket. */
export interface SharedSocket {
  /** Closes the socket and its connections at once, and removes the socket's file. */
  close(): void;
}

export interface SharedSocketOptions {
  /** Path of the socket, in a folder that only this user can open. */
  readonly path: string;
  /** The text with which the browser shows where the requests come from, for example `ssh build-1`. */
  readonly label: string;
  /** Names of the live profiles whose keys the socket gives. */
  readonly profiles: readonly string[];
}

/** Makes a label without control characters. If the label is too long, the function removes the start of `name`. */
export function asLabel(kind: string, name: string): string {
  const plain = name.replace(CONTROLS, '');
  const room = MAX_LABEL - kind.length - 1;
  return `${kind} ${plain.length > room ? `…${plain.slice(plain.length - room + 1)}` : plain}`;
}

/**
 * Refuses names of profiles that are not live profiles of this machine.
 * @throws KeyferryError USAGE if `names` is empty; LIVE_NOT_SET_UP
 */
export function refuseUnknownProfiles(names: readonly string[], io: CommandIo): void {
  if (names.length === 0) throw new KeyferryError('USAGE', { why: 'Name each live profile with --profile NAME' });
  // If KEYFERRY_SOCKET is set, the keys may come from another machine, and this machine has no record of the profiles.
  if (io.env.KEYFERRY_SOCKET) return;
  const unknown = names.find((name) => readRecordedProfile(programLocation(io), name) === null);
  if (unknown !== undefined) throw new KeyferryError('LIVE_NOT_SET_UP', { name: unknown });
}

/**
 * The profile whose keys a request asks for, and the facts about the client.
 * @throws KeyferryError LIVE_LINE, LIVE_NOT_SHARED
 */
function readShared(line: Buffer, profiles: readonly string[]) {
  const request = readRequestLine(line);
  if (request.op !== 'credentials') throw new KeyferryError('LIVE_NOT_SHARED', { what: 'this' });
  const { profile, client = {} } = request;
  if (!profiles.includes(profile))
    throw new KeyferryError('LIVE_NOT_SHARED', { what: `keys of the profile ${profile}` });
  // The client may be in a container or on another host, so its process id is of no use here.
  const { pid: _, ...claim } = client;
  return { profile, claim };
}

/** The answer to the client. It contains only the checked fields of the browser's answer. */
function keysLine(answer: CredentialsAnswer): Buffer {
  const { accountId, roleName, accessKeyId, secretAccessKey, sessionToken, expiration } = answer;
  return answerLine({ accountId, roleName, accessKeyId, secretAccessKey, sessionToken, expiration });
}

/**
 * Opens the socket.
 * @throws KeyferryError LIVE_SOCKET
 */
export async function openSharedSocket(
  { path, label, profiles }: SharedSocketOptions,
  io: CommandIo,
): Promise<SharedSocket> {
  function respond(line: Buffer): Answering {
    const leaving = new AbortController();
    async function answer(): Promise<Buffer> {
      const { profile, claim } = readShared(line, profiles);
      const { signal } = leaving;
      const client = { ...claim, via: label };
      return keysLine(await askForKeys(profile, io, { ms: REQUEST_MS, read: (keys) => keys, client, signal }));
    }
    return { answer: answer().catch(refusalLine), leave: () => leaving.abort() };
  }
  const connections = createConnections({ respond });
  const listener = await openSocketAt(path, connections.accept);
  return {
    close() {
      listener.close();
      connections.closeAll();
    },
  };
}
