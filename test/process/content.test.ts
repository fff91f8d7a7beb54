import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readSections } from '#core/ini/document.ts';
import { Host } from './rig/host.ts';
import { hasBotocore, readWithBotocore, readWithSdk } from './rig/readers.ts';
import { CANARY, helloRequest, keysFor, profileInput, writeRequest } from './rig/requests.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

const hostileValues = [
  '',
  'a\nb',
  `${CANARY} #x`,
  `${CANARY};x`,
  ` ${CANARY}`,
  `${CANARY} `,
  '%(x)s',
  `${CANARY}\u0000`,
];

/** Texts of credentials files that every client can read. These texts contain no profile `dev`. */
const texts: Record<string, string> = {
  'an empty file': '',
  comments: '# a\n; b\n\n[a]\n# c\nk = v # kept\n',
  CRLF: '[a]\r\nk = v\r\n\r\n[b]\r\nk=v\r\n',
  'mixed line ends': '[a]\r\nk = v\n[b]\nk=v\r\n',
  'no final line end': '[a]\nk = v',
  'no final line end, CRLF': '[a]\r\nk = v',
  'indented keys': '[a]\n  k = v\n  l = w\n',
  'nested keys': '[a]\ns3 =\n  max_concurrent_requests = 20\n  max_queue_size = 10\n',
  'odd spacing': '[a]\nk=v\nl   =   w   \n\n\n\n[b]\n\n',
  'odd names': '[Ünï cödé]\nk = v\n[a.b@c+d]\nk = v\n[x y z]\nk = v\n',
  'blank lines at the end': '[a]\nk = v\n\n\n',
  'only comments': '# nothing here\n',
};

/** The CPU time of a process in ms. Other processes do not change it. Linux counts it in units of 10 ms. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

describe('the built host and the contents of a file', () => {
  it('attack 10: a request with a value of the wrong form in any field is refused', async () => {
    const sandbox = makeSandbox();
    const host = await Host.start(sandbox);
    let id = 0;
    const profile = profileInput();
    for (const field of ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const) {
      for (const value of hostileValues) {
        const changed = { ...profile, credentials: { ...profile.credentials, [field]: value } };
        const reply = await host.ask({ ...writeRequest(), id: ++id, profiles: [changed] } as never);
        expect(reply).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
        expect(reply.message).toContain(field);
      }
    }
    const others = {
      accountId: '1111\n',
      roleName: 'a b',
      region: 'eu-west-1\nx = y',
      expiration: 1e300,
      portal: 'http://x',
    };
    for (const [field, value] of Object.entries(others)) {
      const request =
        field === 'portal' ? { ...writeRequest(), portal: value } : writeRequest([{ [field]: value } as object]);
      expect(await host.ask({ ...request, id: ++id })).toMatchObject({ ok: false, code: 'BAD_REQUEST' });
    }
    const { stdout, stderr } = await host.end();
    expect(stdout.toString() + stderr).not.toContain(CANARY);
    expect(() => sandbox.names()).toThrow('ENOENT');
  });

  it.each(Object.entries(texts))(
    'attack 11: %s keeps every byte of its old text, and the profile can be read after each of two writes',
    async (_, text) => {
      const sandbox = makeSandbox();
      sandbox.put(sandbox.credentials, text);
      const host = await Host.start(sandbox);
      expect(await host.ask(writeRequest([{ mark: '1' }], { id: 1 }))).toMatchObject({ ok: true });
      const first = sandbox.read();
      expect(first.startsWith(text)).toBe(true);
      expect(await host.ask(writeRequest([{ mark: '2' }], { id: 2 }))).toMatchObject({ ok: true });
      await host.end();
      expect(sandbox.read()).toBe(
        first.replaceAll('CANARY1', 'CANARY2').replaceAll('/1/', '/2/').replaceAll('+1+', '+2+'),
      );
      expect(await readWithSdk(sandbox.credentials, 'dev')).toEqual(keysFor('2'));
      if (hasBotocore) expect(readWithBotocore(sandbox.credentials, ['dev'])).toEqual({ dev: keysFor('2') });
    },
  );

  it('attack 11: a write into a section in the middle of a file changes only the settings that Keyferry writes', async () => {
    const { secretAccessKey, sessionToken, accessKeyId } = keysFor('1');
    const section = (id: string, secret: string, token: string, expires: string) =>
      `[dev]   # mine\r\noutput=json\r\ns3 =\r\n  max_queue_size = 10\r\naws_access_key_id=${id}\r\n\r\n; why\r\nunknown = 1\r\naws_secret_access_key   =   ${secret}\r\naws_session_token = ${token}\r\n${expires}x_keyferry = 1 111122223333 Admin https://demo.awsapps.com/start\r\n`;
    const [before, after] = ['# top\r\n[a]\r\nk = v\r\n\r\n', '\r\n# of z\r\n[z]\r\nk = v'];
    const sandbox = makeSandbox();
    const old = section('OLD', 'OLD', 'OLD', 'x_security_token_expires = OLD\r\naws_security_token = STALE\r\n');
    sandbox.put(sandbox.credentials, before + old + after);
    const host = await Host.start(sandbox);
    expect(await host.ask(writeRequest([{ mark: '1' }]))).toMatchObject({ ok: true });
    await host.end();
    const [head, tail] = sandbox.read().split(/x_security_token_expires = \S+\r\n/);
    const expected = section(accessKeyId, secretAccessKey, sessionToken, '\u0000').split('\u0000');
    expect(head?.startsWith(before + expected[0])).toBe(true);
    expect(tail?.endsWith(expected[1] + after)).toBe(true);
    expect(sandbox.read()).not.toContain('STALE');
  });

  it.each(['[dev]\nk = v\n[dev]\n', '\ufeff[a]\n', '[a]\rk = v\r', '[ dev ]\nk = v\n'])(
    'attack 11: a file with the text %j, which clients read differently, is refused with the line number, and stays unchanged',
    async (text) => {
      const sandbox = makeSandbox();
      sandbox.put(sandbox.credentials, text);
      const host = await Host.start(sandbox);
      const reply = await host.ask(writeRequest([{}], { replace: true }));
      await host.end();
      expect(reply).toMatchObject({ code: 'FILE_AMBIGUOUS', message: expect.stringMatching(/line \d/) });
      expect(sandbox.read()).toBe(text);
    },
  );

  it('attack 11: a file of 10 MB keeps every byte', async () => {
    const block = (index: number) => `[profile-${index}]\n# ${'x'.repeat(900)}\nregion = eu-west-1\n\n`;
    const text = Array.from({ length: 11_000 }, (_, index) => block(index)).join('');
    expect(text.length).toBeGreaterThan(10_000_000);
    const sandbox = makeSandbox();
    sandbox.put(sandbox.credentials, text);
    const host = await Host.start(sandbox);
    expect(await host.ask(writeRequest())).toMatchObject({ ok: true });
    await host.end();
    expect(sandbox.read().startsWith(text)).toBe(true);
    expect(await readWithSdk(sandbox.credentials, 'dev')).toEqual(keysFor('0'));
  });

  it('5,000 profiles are written in linear time and in the requested order, and so are 1,300 further profiles', async () => {
    const sandbox = makeSandbox();
    const inputs = (from: number, count: number, mark: string) =>
      Array.from({ length: count }, (_, at) => ({ name: `p${from + at}`, mark }));
    const start = async (given: Sandbox) => {
      const host = await Host.start(given);
      await host.ask(helloRequest());
      return host;
    };
    const timed = async (host: Host, profiles: readonly object[], id: number) => {
      const before = cpuMs(host.child.pid ?? 0);
      expect(await host.ask(writeRequest(profiles, { id }))).toMatchObject({ ok: true });
      return cpuMs(host.child.pid ?? 0) - before;
    };
    const other = await start(makeSandbox());
    const small = await timed(other, inputs(0, 625, 'A'), 2);
    await other.end();
    const host = await start(sandbox);
    const first = await timed(host, inputs(0, 5000, 'A'), 2);
    // The first request has already written the first 650 of these 1,300 profiles.
    const second = await timed(host, inputs(4350, 1300, 'B'), 3);
    await host.end();
    const found = readSections(sandbox.read());
    expect(found.map(({ name }) => name)).toEqual(inputs(0, 5650, '').map(({ name }) => name));
    expect(found.map(({ values }) => values.get('aws_access_key_id'))).toEqual(
      found.map((_, at) => keysFor(at < 4350 ? 'A' : 'B').accessKeyId),
    );
    // If the time grew with the square of the number of profiles, 5,000 profiles would take 64 times as long as 625
    // profiles. Times up to 3 s are always accepted, because short times are not exact enough for a comparison.
    expect(Math.max(first, second)).toBeLessThan(Math.max(3000, 15 * small));
  });
});
