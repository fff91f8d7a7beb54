import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Duplex } from 'node:stream';
import * as v from 'valibot';
import { exactly } from '#core/schema.ts';
import { readOwnFile } from '../data-folder/read-own-file.ts';
import { createLineReader } from './line-reader.ts';

/*
 * On Windows, other users can open a named pipe. Before the request, the client and the host therefore prove to each
 * other that they know the key of the pipe. The key is in a file that only this user can read, and is never sent. The
 * client always sends the first message.
 *
 * client → {"v":1,"nonce":C}
 * host   → {"v":1,"nonce":H,"proof":HMAC(key, "host" C H)}
 * client → {"v":1,"proof":HMAC(key, "client" C H)}, then its line
 */

const KEY_BYTES = 32;
const NONCE_BYTES = 32;
const MAX_BYTES = 512;

const Hex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const version = v.literal(1);
const Opening = exactly({ v: version, nonce: Hex });
const HostProof = exactly({ v: version, nonce: Hex, proof: Hex });
const ClientProof = exactly({ v: version, proof: Hex });

/** The content of the file for a named pipe: the pipe's random name and its key. */
const PipeFile = exactly({
  version: v.literal(1),
  pipe: v.pipe(v.string(), v.regex(/^keyferry-[0-9a-f]{32}$/)),
  key: Hex,
});
export type PipeFile = v.InferOutput<typeof PipeFile>;

/** Makes the name and the key of a new pipe. The name has 128 random bits, and the key has 256. */
export const newPipe = (): PipeFile => ({
  version: 1,
  pipe: `keyferry-${randomBytes(16).toString('hex')}`,
  key: randomBytes(KEY_BYTES).toString('hex'),
});

/** Reads the file for a host's pipe. @returns null if the file is missing or invalid */
export function readPipeFile(path: string): PipeFile | null {
  try {
    const parsed = v.safeParse(PipeFile, JSON.parse(readOwnFile(path)?.toString() ?? 'null'));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** The path with which programs open the pipe. */
export const pipePath = ({ pipe }: PipeFile): string => `\\\\.\\pipe\\${pipe}`;

interface Nonces {
  readonly client: string;
  readonly host: string;
}

const proofOf = (side: 'client' | 'host', key: string, { client, host }: Nonces): string =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(`${side} ${client} ${host}`).digest('hex');

const isEqual = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

const nonce = (): string => randomBytes(NONCE_BYTES).toString('hex');
const send = (stream: Duplex, message: object): void => void stream.write(`${JSON.stringify({ v: 1, ...message })}\n`);

/** Reads one line. All bytes after the line stay in the stream. Null if the stream ends, or if the line is invalid. */
function readMessage<const Schema extends v.GenericSchema>(
  stream: Duplex,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  return new Promise((resolve) => {
    const reader = createLineReader(MAX_BYTES);
    const finish = (line: Buffer | null): void => {
      stream.off('readable', read).off('close', close);
      resolve(line && parse(schema, line));
    };
    const close = () => finish(null);
    function read(): void {
      for (let chunk: Buffer | null = stream.read(); chunk !== null; chunk = stream.read()) {
        const end = chunk.indexOf(10) + 1;
        if (end > 0 && end < chunk.length) stream.unshift(chunk.subarray(end));
        const state = reader.take(end > 0 ? chunk.subarray(0, end) : chunk);
        if (state !== 'incomplete') {
          finish(state === 'complete' ? reader.line() : null);
          return;
        }
      }
    }
    stream.on('readable', read).on('close', close);
    read();
  });
}

function parse<const Schema extends v.GenericSchema>(schema: Schema, line: Buffer): v.InferOutput<Schema> | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(line.toString('utf8')));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** The client's side of the proof. @returns whether the host knows the key; only then may the client send its line */
export async function proveAsClient(stream: Duplex, key: string): Promise<boolean> {
  const client = nonce();
  send(stream, { nonce: client });
  const answer = await readMessage(stream, HostProof);
  if (answer === null) return false;
  const nonces = { client, host: answer.nonce };
  if (!isEqual(answer.proof, proofOf('host', key, nonces))) return false;
  send(stream, { proof: proofOf('client', key, nonces) });
  return true;
}

/**
 * The host's side of the proof.
 * @returns whether the client knows the key; only then does the host read the client's line
 */
export async function proveAsHost(stream: Duplex, key: string): Promise<boolean> {
  const opening = await readMessage(stream, Opening);
  if (opening === null) return false;
  const nonces = { client: opening.nonce, host: nonce() };
  send(stream, { nonce: nonces.host, proof: proofOf('host', key, nonces) });
  const answer = await readMessage(stream, ClientProof);
  return answer !== null && isEqual(answer.proof, proofOf('client', key, nonces));
}
