import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { firefoxId } from '#core/identity.ts';
import { version } from '../../package.json';
import { WITH_ENDLESS_TIME } from './rig/clock.ts';
import { CHROMIUM_CALLER, frame, Host, readFrames, type StartOptions } from './rig/host.ts';
import { CANARY, helloRequest, writeRequest } from './rig/requests.ts';
import { makeSandbox } from './rig/sandbox.ts';

/** Writes these bytes to the host and closes the pipe. Returns everything that the host wrote. */
async function send(bytes: Buffer, options?: StartOptions) {
  const sandbox = makeSandbox();
  const host = await Host.start(sandbox, options);
  host.write(bytes);
  const ended = await host.end();
  return { ...ended, replies: readFrames(ended.stdout), sandbox };
}

const hello = frame(helloRequest());
/**
 * The answer to `hello` contains the reason why live profiles are not available. Here, the program is not installed, so
 * there is no launcher.
 */
const liveUnavailable = expect.stringContaining('no launcher for AWS tools is installed');

describe('the built host and its frames', () => {
  it('the host answers a `hello` request with its version and the version of its protocol', async () => {
    const { replies, code, stderr } = await send(hello);
    expect(replies).toEqual([
      { v: 1, id: 1, ok: true, version, protocol: 1, marksUsers: true, servesLive: true, liveUnavailable },
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each([
    ['length 0', frame('', 0), 'BAD_FRAME', 1],
    ['1 byte', hello.subarray(0, 1), 'BAD_FRAME', 1],
    ['3 bytes', hello.subarray(0, 3), 'BAD_FRAME', 1],
    ['an end inside the body', hello.subarray(0, hello.length - 1), 'BAD_FRAME', 1],
    ['4 MiB and a byte', frame('', 4 * 1024 * 1024 + 1), 'TOO_LARGE', 1],
    ['0xFFFFFFFF', frame('', 0xffffffff), 'TOO_LARGE', 1],
    ['invalid UTF-8', frame(Buffer.from([0xff, 0xfe])), 'BAD_FRAME', 0],
    ['a byte order mark', frame('\ufeff{}'), 'BAD_FRAME', 0],
    ['null', frame('null'), 'BAD_FRAME', 0],
    ['[]', frame('[]'), 'BAD_FRAME', 0],
    ['a string', frame('"x"'), 'BAD_FRAME', 0],
    ['a key twice', frame('{"v":1,"id":1,"kind":"hello","id":1}'), 'BAD_FRAME', 0],
    ['a __proto__ key', frame('{"v":1,"id":1,"kind":"hello","__proto__":{}}'), 'BAD_REQUEST', 0],
    ['a depth of 10 000', frame(`{"v":1,"id":1,"kind":${'['.repeat(1e4)}${']'.repeat(1e4)}}`), 'BAD_FRAME', 0],
    ['another version', frame({ v: 2, id: 1, kind: 'hello' }), 'VERSION', 0],
    ['another kind', frame({ v: 1, id: 1, kind: 'constructor' }), 'UNKNOWN_KIND', 0],
  ])('attack 14: a frame with %s gets one refusal and nothing else', async (_, bytes, code, status) => {
    const { replies, stdout, stderr, ...ended } = await send(bytes);
    expect(replies).toMatchObject([{ v: 1, ok: false, code }]);
    expect(ended.code).toBe(status);
    expect(stderr).toBe('');
  });

  it('attack 14: frames are answered if they arrive byte by byte, two at a time or 1 000 at a time', async () => {
    const host = await Host.start(makeSandbox());
    for (const byte of hello) {
      host.write(Buffer.from([byte]));
      await sleep(1);
    }
    host.write(Buffer.concat([frame(helloRequest(2)), frame(helloRequest(3))]));
    host.write(Buffer.concat(Array.from({ length: 1000 }, (_, id) => frame(helloRequest(id + 4)))));
    const { stdout, code } = await host.end();
    expect(readFrames(stdout).map(({ id }) => id)).toEqual(Array.from({ length: 1003 }, (_, id) => id + 1));
    expect(code).toBe(0);
  });

  it.each([
    { v: 1, id: 1, ok: true },
    { v: 1, id: 0, ok: false, code: 'BAD_FRAME', message: 'x' },
    { v: 1, id: 1, ok: true, kind: 'hello' },
    { v: 2, ok: true },
  ])('the host does not answer a frame that is itself a reply: %j', async (reply) => {
    const { replies, code } = await send(Buffer.concat([frame(reply), hello]));
    expect(replies).toMatchObject([{ id: 1, ok: true, version }]);
    expect(code).toBe(0);
  });

  it('the host answers every request that a released extension sends as earlier versions of the host did', async () => {
    const credentials = {
      accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
      secretAccessKey: 'EXAMPLE/secret',
      sessionToken: 'EXAMPLE+token=',
      expiration: 1_900_000_000_000,
    };
    const profile = { name: 'dev', accountId: '111122223333', roleName: 'Admin', credentials, region: 'eu-west-1' };
    const portal = 'https://demo.awsapps.com/start';
    const host = await Host.start(makeSandbox());
    const ask = (text: object) => host.ask(text as { id: number });
    expect(await ask({ v: 1, id: 1, kind: 'hello' })).toEqual({
      v: 1,
      id: 1,
      ok: true,
      version,
      protocol: 1,
      marksUsers: true,
      servesLive: true,
      liveUnavailable,
    });
    expect(await ask({ v: 1, id: 2, kind: 'write-profiles', profiles: [profile], portal, replace: false })).toEqual({
      v: 1,
      id: 2,
      ok: true,
      written: ['dev'],
      file: 'credentials',
    });
    const listed = { name: 'dev', accountId: '111122223333', roleName: 'Admin', portal, expiration: 1_900_000_000_000 };
    expect(await ask({ v: 1, id: 3, kind: 'list-profiles' })).toEqual({
      v: 1,
      id: 3,
      ok: true,
      profiles: [listed],
      more: 0,
    });
    expect(await ask({ v: 1, id: 4, kind: 'remove-profiles', names: ['dev'], portal })).toEqual({
      v: 1,
      id: 4,
      ok: true,
      removed: ['dev'],
    });
    expect(await ask({ v: 1, id: 5, kind: 'forget-lists' })).toEqual({ v: 1, id: 5, ok: true });
    expect(await ask({ v: 1, id: 6, kind: 'from-the-future' })).toMatchObject({
      id: 6,
      ok: false,
      code: 'UNKNOWN_KIND',
    });
    const { stdout, stderr } = await host.end();
    // The host sent no requests. A released extension would not answer them.
    expect(readFrames(stdout).filter((each) => !('ok' in each))).toEqual([]);
    expect(stderr).toBe('');
  });

  it('attack 17: an extension with an older or newer protocol gets a refusal that names both versions of the protocol', async () => {
    for (const v of [0, 2, 99]) {
      const { replies } = await send(frame({ v, id: 5, kind: 'hello', extra: true }));
      expect(replies).toMatchObject([{ id: 5, ok: false, code: 'VERSION' }]);
      expect(replies[0]?.message).toContain(`${v} and 1`);
    }
  });

  it('attack 18: a request with a field for a path is refused', async () => {
    for (const field of ['path', 'file', 'profileFile']) {
      const { replies, sandbox } = await send(frame({ ...writeRequest(), [field]: '/tmp/x' }));
      expect(replies).toMatchObject([{ code: 'BAD_REQUEST', message: expect.stringContaining(field) }]);
      expect(() => sandbox.names()).toThrow('ENOENT');
    }
  });

  it('the host waits for its first frame without a time limit, and ends when the pipe closes or after a signal', async () => {
    const [closed, stopped] = await Promise.all([Host.start(makeSandbox()), Host.start(makeSandbox())]);
    await sleep(1000);
    expect([closed.child.exitCode, stopped.child.exitCode]).toEqual([null, null]);
    expect(await closed.end()).toMatchObject({ code: 0, stdout: Buffer.alloc(0), stderr: '' });
    stopped.child.kill('SIGTERM');
    expect(await stopped.ended).toMatchObject({ signal: 'SIGTERM', stdout: Buffer.alloc(0) });
  });

  it('the host ends when its input ends, even while it waits for a lock', async () => {
    const sandbox = makeSandbox();
    const owner = `${process.pid}__elsewhere_${'f'.repeat(32)}`;
    sandbox.put(`${sandbox.credentials}.lock/${owner}`, '');
    const host = await Host.start(sandbox, WITH_ENDLESS_TIME);
    host.write(frame(writeRequest()));
    await host.ask(helloRequest());
    await sleep(300);
    const { stdout } = await host.end();
    expect(readFrames(stdout)).toMatchObject([
      { id: 1, ok: true },
      { id: 7, ok: false, code: 'FILE_BUSY' },
    ]);
  });
});

describe('the built host and its stdout', () => {
  const noisy: Array<[string, StartOptions]> = [
    [
      'NODE_OPTIONS',
      { env: { NODE_OPTIONS: '--trace-warnings --trace-deprecation --pending-deprecation --trace-exit' } },
    ],
    ['NODE_DEBUG', { env: { NODE_DEBUG: 'fs,net,stream,timer,module,crypto' } }],
    ['NODE_DEBUG_NATIVE', { env: { NODE_DEBUG_NATIVE: 'ASYNC_WRAP' } }],
    ['warnings', { node: ['-r', `${import.meta.dirname}/rig/noise-hook.cjs`] }],
  ];
  const everything = Buffer.concat([
    hello,
    frame(writeRequest([{}], { id: 2 })),
    frame(writeRequest([{ name: 'a #b' }], { id: 3 })),
    frame(writeRequest([{}, {}], { id: 4 })),
    frame({ ...writeRequest(), portal: 'http://x' }),
    frame('null'),
    frame('', 0),
  ]);

  it.each(noisy)('attack 15: stdout contains only frames, with %s', async (name, options) => {
    const { replies, stderr } = await send(everything, options);
    expect(replies).toHaveLength(7);
    expect(replies.filter(({ ok }) => ok)).toHaveLength(2);
    expect(stderr).not.toContain(CANARY);
    if (name === 'warnings') expect(stderr).toContain('noise from process.stdout');
  });

  it('attack 15: an unexpected error gives one sentence on stderr, without the text of the error', async () => {
    const host = await Host.start(makeSandbox(), { node: ['-r', `${import.meta.dirname}/rig/crash-hook.cjs`] });
    await host.ask(helloRequest());
    host.child.kill('SIGUSR2');
    const { code, stdout, stderr } = await host.ended;
    expect(code).toBe(1);
    expect(readFrames(stdout)).toMatchObject([{ ok: true }, { id: 0, ok: false, code: 'INTERNAL' }]);
    expect(stderr).toMatch(/^keyferry: Keyferry ran into an internal error/);
    expect(stderr).not.toContain(CANARY);
  });
});

describe('the built host and the program that starts it', () => {
  const refused = [
    ['chrome-extension://abcdefghijklmnopabcdefghijklmnop/'],
    [CHROMIUM_CALLER.slice(0, -1)],
    [CHROMIUM_CALLER, 'more'],
    ['/x/com.keyferry.host.json', 'other@example.org'],
    ['/x/com.keyferry.host.json'],
  ];
  it.each([...refused.map((args) => [args]), [[]]])(
    'attack 16: the host processes no frame from the caller %j',
    async (args) => {
      const { stdout, stderr, code, sandbox } = await send(frame(writeRequest()), { args });
      expect(stdout.length).toBe(0);
      expect(code).toBe(args.length === 0 ? 2 : 1);
      expect(stderr).toMatch(/^keyferry: .+\n$/);
      expect(() => sandbox.names()).toThrow('ENOENT');
    },
  );

  it.each([[[CHROMIUM_CALLER]], [[CHROMIUM_CALLER, '--parent-window=0']], [['/x/com.keyferry.host.json', firefoxId]]])(
    'the host answers the caller %j',
    async (args) => {
      const { replies } = await send(hello, { args });
      expect(replies).toMatchObject([{ id: 1, ok: true }]);
    },
  );

  it('the host ends and prints nothing when the browser no longer reads from the pipe', async () => {
    const sandbox = makeSandbox();
    const host = await Host.start(sandbox);
    host.child.stdout?.destroy();
    host.child.stdin?.write(Buffer.concat([frame(helloRequest()), frame(helloRequest())]));
    const { signal, stderr } = await host.ended;
    expect({ signal, stderr }).toEqual({ signal: null, stderr: '' });
  });
});
