import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isErrorCode } from '#core/errors.ts';
import { storedProfiles } from '../../../native-host/aws-files/profiles/stored-profile.ts';
import { decodeBody } from '../../../native-host/browser-host/framing.ts';
import { frame, Host, type Reply, readFrames } from '../../process/rig/host.ts';
import { readConfigWithSdk } from '../../process/rig/readers.ts';
import { CANARY } from '../../process/rig/requests.ts';
import { makeSandbox, OLD, type Sandbox, temporaryFolder } from '../../process/rig/sandbox.ts';
import { validRequests } from './host-requests.ts';
import { mutateBytes, mutateValue } from './mutate.ts';
import { createRandom, isSoak, type Random, seedOf } from './random.ts';

const FRAMES = isSoak ? 200_000 : 20_000;
const SEED = seedOf(15);
/** The number of frames that one host gets. A host gets fewer frames if a frame ends the host. */
const FRAMES_PER_HOST = 500;
/** The number of frames that the test sends before it waits for replies. */
const WINDOW = 20;
const OLD_CONFIG = '# mine\n[profile old]\nregion = eu-west-1\n';

interface Sent {
  readonly bytes: Buffer;
  /** Whether the host must answer this frame. If the frame is a reply, the host must not answer it. */
  readonly isAnswered: boolean;
  /** Whether this frame must end the host. After such a frame, the host cannot know where the next frame begins. */
  readonly isFatal: boolean;
}

/** Whether a frame is a reply, which means that it is an object with a field `ok`. The host must not answer a reply. */
function isReply(body: Buffer): boolean {
  try {
    return Object.hasOwn(decodeBody(body), 'ok');
  } catch {
    return false;
  }
}

/** A frame with a forbidden length. The host must end as soon as it has read this length. */
function fatalFrame(random: Random, body: Buffer): Sent {
  const length = random.pick([0, 0xffffffff, 4 * 1024 * 1024 + 1, 0x80000000]);
  return { bytes: frame(body, length), isAnswered: true, isFatal: true };
}

function nextFrame(random: Random, id: number): Sent {
  const valid = random.pick(random.pick(Object.values(validRequests)));
  const request = { ...valid, id };
  const value = random.once(10) ? request : mutateValue(random, request);
  let body = Buffer.from(JSON.stringify(value));
  if (random.once(6)) body = mutateBytes(random, body) as typeof body;
  if (random.once(1000) || body.length === 0) return fatalFrame(random, body);
  return { bytes: frame(body), isAnswered: !isReply(body), isFatal: false };
}

/** Counts the replies of a host. */
function countReplies(host: Host) {
  let bytes = Buffer.alloc(0);
  let count = 0;
  let wake = () => {};
  host.child.stdout?.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32LE()) {
      bytes = bytes.subarray(4 + bytes.readUInt32LE());
      count++;
    }
    wake();
  });
  void host.ended.then(() => wake());
  return {
    /** Waits until the host has sent this many replies or has ended. */
    async reaches(wanted: number): Promise<void> {
      while (count < wanted && host.child.exitCode === null && host.child.signalCode === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/**
 * Checks that each write was complete or did not happen: the files still contain the old content, and each new section
 * has all its keys.
 */
async function expectValidFiles({ credentials, config, aws }: Sandbox): Promise<void> {
  const text = readFileSync(credentials, 'utf8');
  expect(text.startsWith(OLD)).toBe(true);
  expect(text.endsWith('\n')).toBe(true);
  const own = storedProfiles(text).filter(({ name }) => name !== 'old');
  expect(own.filter(({ source, owner }) => source !== 'keyferry' || owner === null)).toEqual([]);
  const settings = readFileSync(config, 'utf8');
  expect(settings.startsWith(OLD_CONFIG)).toBe(true);
  expect(Object.keys(await readConfigWithSdk(config))).toContain('old');
  expect(readdirSync(aws).sort()).toEqual(['config', 'credentials']);
}

function expectRefusal({ code, message = '' }: Reply): void {
  expect(code).toSatisfy(isErrorCode);
  expect(code, message).not.toBe('INTERNAL');
  expect(message.length).toBeLessThanOrEqual(2048);
}

function expectReplies(replies: readonly Reply[]): void {
  for (const reply of replies) {
    expect(reply.v).toBe(1);
    expect(Number.isSafeInteger(reply.id)).toBe(true);
    if (!reply.ok) expectRefusal(reply);
  }
  expect(JSON.stringify(replies)).not.toContain(CANARY);
}

/**
 * Sends frames to one host until a frame ends it. @returns the number of frames, and how many of them changed a file
 */
async function attackOneHost(random: Random, most: number) {
  const sandbox = makeSandbox();
  sandbox.put(sandbox.credentials, OLD);
  sandbox.put(sandbox.config, OLD_CONFIG);
  const outside = join(temporaryFolder(), 'outside');
  const host = await Host.start(sandbox, {
    node: ['-r', `${import.meta.dirname}/write-hook.cjs`],
    env: { KEYFERRY_TEST_OUTSIDE: outside },
  });
  const replies = countReplies(host);
  let [sent, answered, isFatal] = [0, 0, false];
  while (sent < most && !isFatal) {
    for (let at = 0; at < WINDOW && sent < most && !isFatal; at++) {
      const next = nextFrame(random, ++sent);
      host.write(next.bytes);
      answered += Number(next.isAnswered);
      isFatal = next.isFatal;
    }
    await replies.reaches(answered);
    if (!isFatal) await expectValidFiles(sandbox);
  }
  const { code, signal, stdout, stderr } = await host.end();
  const frames = readFrames(stdout);
  expect({ code, signal, stderr }).toEqual({ code: isFatal ? 1 : 0, signal: null, stderr: '' });
  expect(frames).toHaveLength(answered);
  expectReplies(frames);
  await expectValidFiles(sandbox);
  expect(existsSync(outside) ? readFileSync(outside, 'utf8') : '').toBe('');
  return { sent, done: frames.filter(({ ok }) => ok).length, isFatal };
}

describe('a host that gets mutated frames', () => {
  it(`attacks 14 and 18: answers ${FRAMES} mutated frames only with frames, ends only after a wrong frame length, and leaves only complete files (seed ${SEED})`, async () => {
    const random = createRandom(SEED);
    let [sent, done, ends] = [0, 0, 0];
    while (sent < FRAMES) {
      const result = await attackOneHost(random, Math.min(FRAMES_PER_HOST, FRAMES - sent));
      sent += result.sent;
      done += result.done;
      ends += Number(result.isFatal);
    }
    // The test is useful only if enough requests have changed files, and if enough frames have ended a host.
    expect(sent).toBe(FRAMES);
    expect(done).toBeGreaterThan(FRAMES / 20);
    expect(ends).toBeGreaterThan(3);
  }, 3_600_000);

  it('is stopped if it tries to write outside its home folder, and the test records the attempt', async () => {
    const outside = join(temporaryFolder(), 'outside');
    const elsewhere = join(temporaryFolder(), 'credentials');
    const host = await Host.start(makeSandbox(), {
      node: ['-r', `${import.meta.dirname}/write-hook.cjs`],
      env: { KEYFERRY_TEST_OUTSIDE: outside, AWS_SHARED_CREDENTIALS_FILE: elsewhere },
    });
    await host.ask({ ...(validRequests['write-profiles'][0] as object), id: 5 });
    await host.end();
    expect(readFileSync(outside, 'utf8')).toContain(elsewhere);
    expect(existsSync(elsewhere)).toBe(false);
  });
});
