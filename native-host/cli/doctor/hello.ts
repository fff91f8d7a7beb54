import { spawnSync } from 'node:child_process';
import { endianness } from 'node:os';
import { PROTOCOL_VERSION, readHostReply } from '#core/protocol/host-protocol.ts';
import { allowedEnvironment } from '../../../install-scripts/allowed-variables.ts';

const TIME_LIMIT_MS = 10_000;
const bigEndian = endianness() === 'BE';

function frame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const head = Buffer.alloc(4);
  if (bigEndian) head.writeUInt32BE(body.length);
  else head.writeUInt32LE(body.length);
  return Buffer.concat([head, body]);
}

/**
 * The frame in `output`, or null if the output is not exactly one frame. A browser would also refuse a byte before the
 * frame.
 */
function onlyFrame(output: Buffer): unknown {
  if (output.length < 4) return null;
  const length = bigEndian ? output.readUInt32BE() : output.readUInt32LE();
  if (output.length !== length + 4) return null;
  try {
    return JSON.parse(output.subarray(4).toString());
  } catch {
    return null;
  }
}

/** The version of a host that answered `hello`, or why a host did not answer. */
export type HelloResult = { readonly version: string } | { readonly why: string };

/**
 * Starts a host as a browser does, sends it a `hello` request and waits at most 10 s. Never throws.
 * @param wrapper absolute path of the wrapper
 * @param callerArguments the arguments that the browser passes: the extension's origin or, for Firefox, the path of the
 * manifest and the extension's id
 * @param env the user's environment; the host gets only the allowed variables
 */
export function sayHello(
  wrapper: string,
  callerArguments: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): HelloResult {
  const input = frame({ v: PROTOCOL_VERSION, id: 1, kind: 'hello' });
  const options = { input, env: allowedEnvironment(env), timeout: TIME_LIMIT_MS, windowsHide: true };
  // This code starts the host with cmd, because Chromium does so too. `keyferry install` has refused paths that cmd
  // would misread.
  const line = `""${wrapper}" ${callerArguments.map((each) => `"${each}"`).join(' ')}"`;
  const done = wrapper.endsWith('.cmd')
    ? spawnSync(`${env.SystemRoot || 'C:\\Windows'}\\System32\\cmd.exe`, ['/d', '/s', '/c', line], {
        ...options,
        windowsVerbatimArguments: true,
      })
    : spawnSync(wrapper, [...callerArguments], options);
  const reply = readHostReply('hello', onlyFrame(done.stdout ?? Buffer.alloc(0)));
  if (reply?.ok) return { version: reply.value.version };
  if (reply) return { why: reply.message };
  // A host that ends without reading its input also causes an EPIPE error. The exit status of the host says more about
  // the cause.
  const failure = done.status === null ? (done.error as NodeJS.ErrnoException | undefined) : undefined;
  if (failure) return { why: failure.code ?? 'it cannot be started' };
  const complaint = (done.stderr ?? '').toString().trim().split('\n')[0];
  return { why: complaint || `it ended with ${done.signal ?? `status ${done.status}`} and did not answer` };
}
