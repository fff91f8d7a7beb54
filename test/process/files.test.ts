import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askOnce, Host, type StartOptions } from './rig/host.ts';
import { hasBotocore, readWithBotocore, readWithSdk } from './rig/readers.ts';
import { CANARY, cliRequest, keysFor, writeRequest } from './rig/requests.ts';
import { type Sandbox, prepared as sandboxWith, unprivileged } from './rig/sandbox.ts';

const CRLF = '# mine\r\n[old]\r\naws_access_key_id = AKIAEXAMPLE\r\nregion=eu-west-1\r\n';
const MARKED = '[dev]\noutput = json\nx_keyferry = 1 111122223333 Admin https://demo.awsapps.com/start\n';

const requestFor = { credentials: () => writeRequest(), config: () => cliRequest() } as const;

describe.each(['credentials', 'config'] as const)('the built host and the %s file', { timeout: 600_000 }, (about) => {
  /** A sandbox whose file contains this text. The user of the sandbox is not root. */
  const prepared = (text: string | null = CRLF, mode?: number) => sandboxWith(text, mode, { uid: unprivileged, about });
  const write = (
    sandbox: Sandbox,
    options: StartOptions = {},
    request: { readonly id: number } = requestFor[about](),
  ) => askOnce(sandbox, request, { uid: unprivileged, ...options });

  /**
   * Checks that the host refuses the write, and that the file is unchanged. No temporary file and no lock may be left.
   */
  async function expectRefusal(sandbox: Sandbox, code: string, options?: StartOptions, text: string | null = CRLF) {
    const { reply, ended } = await write(sandbox, options);
    expect(reply).toMatchObject({ ok: false, code });
    expect(reply.message).toMatch(/^[^\n]+\.$/);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    if (text !== null) expect(sandbox.read()).toBe(text);
    expect(
      readdirSync(sandbox.home)
        .concat(text === null ? [] : sandbox.names())
        .join(),
    ).not.toMatch(/tmp|lock/);
  }

  it('attack 19: a link stays and its target is updated, even if ~/.aws is a link too', async () => {
    const sandbox = prepared(null);
    const dotfiles = join(sandbox.home, 'dotfiles');
    sandbox.put(join(dotfiles, 'keys'), CRLF);
    symlinkSync('dotfiles', sandbox.aws);
    symlinkSync('keys', sandbox.file);
    expect((await write(sandbox)).reply.ok).toBe(true);
    expect(lstatSync(sandbox.file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(dotfiles, 'keys'), 'utf8')).toMatch(/^\[.*dev\]/m);
    expect(readdirSync(dotfiles).sort()).toEqual([about, 'keys']);
  });

  it.each([
    ['nowhere', 'nowhere'],
    ['itself', null],
  ])('attack 19: a link to %s is refused', async (_, target) => {
    const sandbox = prepared(null);
    sandbox.put(join(sandbox.aws, 'other'), '');
    symlinkSync(target ?? about, sandbox.file);
    await expectRefusal(sandbox, 'FILE_NOT_REGULAR', {}, null);
    expect(sandbox.names()).toEqual([about, 'other']);
  });

  it.skipIf(unprivileged === undefined)(
    'attack 19: a file of another user is refused (needs root to make one)',
    async () => {
      const sandbox = prepared();
      chownSync(sandbox.file, 0, 0);
      chmodSync(sandbox.file, 0o644);
      await expectRefusal(sandbox, 'FILE_OWNER');
    },
  );

  it.skipIf(unprivileged === undefined)(
    'attack 19: a link to a file of another user is refused (needs root to make one)',
    async () => {
      const sandbox = prepared(null);
      sandbox.put(join(sandbox.aws, 'other'), '');
      const foreign = join(sandbox.home, 'foreign');
      writeFileSync(foreign, CRLF, { mode: 0o644 });
      symlinkSync(foreign, sandbox.file);
      await expectRefusal(sandbox, 'FILE_OWNER');
    },
  );

  it('attack 19: the reply contains a warning if the file has a second hard link', async () => {
    const sandbox = prepared();
    linkSync(sandbox.file, join(sandbox.home, 'second'));
    expect((await write(sandbox)).reply).toMatchObject({ ok: true, warnings: [expect.stringContaining('hard links')] });
  });

  it.each(['000', '077'])(
    'attack 20: a new file has the mode 0600, and its new folder 0700, with the umask %s',
    async (umask) => {
      const sandbox = prepared(null);
      expect((await write(sandbox, { prelude: `umask ${umask}` })).reply.ok).toBe(true);
      expect([sandbox.mode(), sandbox.mode(sandbox.aws)]).toEqual([0o600, 0o700]);
    },
  );

  it('attack 20: a file with the mode 0644 keeps the mode, and the reply contains a warning', async () => {
    const sandbox = prepared(CRLF, 0o644);
    const { reply } = await write(sandbox, { prelude: 'umask 000' });
    expect(reply).toMatchObject({ ok: true, warnings: [expect.stringContaining('chmod 600')] });
    expect(sandbox.mode()).toBe(0o644);
  });

  it('attack 21: a read-only file, a read-only folder and a folder at the path of the file are refused', async () => {
    await expectRefusal(prepared(CRLF, 0o400), 'FILE_READ_ONLY');
    const closed = prepared();
    chmodSync(closed.aws, 0o500);
    await expectRefusal(closed, 'FILE_READ_ONLY');
    const folder = prepared(null);
    mkdirSync(folder.file, { recursive: true, mode: 0o700 });
    for (const each of [folder.aws, folder.file]) if (unprivileged) chownSync(each, unprivileged, unprivileged);
    await expectRefusal(folder, 'FILE_NOT_REGULAR', {}, null);
  });

  it('attack 21: a folder that other users can write to is refused', async () => {
    const sandbox = prepared();
    chmodSync(sandbox.aws, 0o777);
    await expectRefusal(sandbox, 'FILE_UNSAFE_DIRECTORY');
  });

  it('attack 21: a write above the size limit for files is refused (EFBIG)', async () => {
    const big = `${CRLF}# ${'x'.repeat(4096)}\r\n`;
    await expectRefusal(prepared(big), 'FILE_NO_SPACE', { prelude: 'ulimit -f 1' }, big);
  });

  it('attack 21: a write is refused if the host can open no more files (EMFILE)', async () => {
    // Node needs about 20 file handles to start. With more than 30 file handles, every write succeeds.
    const codes = new Set<string>();
    for (let limit = 18; limit <= 30; limit++) {
      const sandbox = prepared();
      const host = await Host.start(sandbox, { uid: unprivileged, prelude: `ulimit -n ${limit}` });
      const reply = await host.ask(requestFor[about]()).catch(() => null);
      await host.end();
      if (reply === null || reply.ok) continue;
      codes.add(String(reply.code));
      expect(sandbox.read()).toBe(CRLF);
      expect(sandbox.names()).toEqual([about]);
    }
    // The error code depends on which file the host cannot open: the file that it writes, or the other of the two AWS
    // files.
    expect(codes.size).toBeGreaterThan(0);
    expect(['FILE_IO', 'FILE_UNREADABLE']).toEqual(expect.arrayContaining([...codes]));
  });

  it.each([
    ['ENOSPC', 'FILE_NO_SPACE'],
    ['EDQUOT', 'FILE_NO_SPACE'],
    ['EIO', 'FILE_IO'],
    ['EROFS', 'FILE_READ_ONLY'],
    ['ENFILE', 'FILE_IO'],
  ])(
    'attack 21: if the system error %s ends the write of the new file, the old file stays unchanged',
    async (errno, code) => {
      const node = ['-r', `${import.meta.dirname}/rig/fault-hook.cjs`];
      const seen = new Set<string>();
      // Before the host writes the config file, it also locks the credentials file. So the write of the config file
      // begins some file calls later.
      const first = about === 'config' ? 20 : 8;
      for (let step = first; step < first + 16; step++) {
        const sandbox = prepared();
        const { reply } = await write(sandbox, { node, env: { KEYFERRY_TEST_FAULT: `${step}:${errno}` } });
        if (reply.ok) continue;
        // The code FILE_UNREADABLE means that the host could not read the AWS file that it does not write.
        if (reply.code === 'FILE_UNREADABLE')
          expect(reply.message).toContain(`/${about === 'config' ? 'credentials' : 'config'} could`);
        else seen.add(String(reply.code));
        expect(sandbox.read()).toBe(CRLF);
        expect(sandbox.names().filter((name) => name.endsWith('.tmp'))).toEqual([]);
      }
      expect([...seen]).toEqual([code]);
    },
  );

  it.each([
    [{ HOME: '' }, 'HOME'],
    [{ HOME: 'relative' }, 'HOME'],
    [{ AWS_SHARED_CREDENTIALS_FILE: 'relative/keys' }, 'AWS_SHARED_CREDENTIALS_FILE'],
    [{ AWS_SHARED_CREDENTIALS_FILE: '~root/keys' }, 'AWS_SHARED_CREDENTIALS_FILE'],
    [{ AWS_CONFIG_FILE: '../config' }, 'AWS_CONFIG_FILE'],
  ])(
    'attack 25: a write with the invalid variables %j is refused, and the refusal names the variable',
    async (env, variable) => {
      const { reply } = await write(prepared(), { env });
      expect(reply).toMatchObject({ code: 'PATH_INVALID', message: expect.stringContaining(variable) });
    },
  );
});

describe('the built host and the profiles that it writes', () => {
  const prepared = (text: string) => sandboxWith(text, 0o600, { uid: unprivileged });
  const write = (sandbox: Sandbox, options: StartOptions = {}, request = writeRequest()) =>
    askOnce(sandbox, request, { uid: unprivileged, ...options });

  it('appends a profile that the SDK and botocore can read, and changes no other byte', async () => {
    const sandbox = prepared(CRLF);
    const { reply } = await write(sandbox, {}, writeRequest([{ region: 'eu-west-1' }]));
    expect(reply).toEqual({ v: 1, id: 7, ok: true, written: ['dev'], file: 'credentials' });
    expect(sandbox.read().startsWith(CRLF)).toBe(true);
    expect(sandbox.read().slice(CRLF.length)).toMatch(/^\r\n\[dev\]\r\n(?:[^\r\n]+\r\n)+$/);
    expect(await readWithSdk(sandbox.credentials, 'dev')).toEqual(keysFor('0'));
    if (hasBotocore) expect(readWithBotocore(sandbox.credentials, ['dev'])).toEqual({ dev: keysFor('0') });
  });

  it('attack 12: a profile that a person made is replaced only if the request contains `replace`', async () => {
    const text = '[dev]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = s\noutput = json\n';
    const sandbox = prepared(text);
    const { reply } = await write(sandbox);
    expect(reply).toMatchObject({ ok: false, code: 'PROFILE_EXISTS', message: expect.stringContaining('long-term') });
    expect(sandbox.read()).toBe(text);
    const second = await write(sandbox, {}, writeRequest([{}], { replace: true }));
    expect(second.reply).toMatchObject({ ok: true });
    expect(sandbox.read()).toContain('output = json\n');
    expect(await readWithSdk(sandbox.credentials, 'dev')).toEqual(keysFor('0'));
  });

  it('refuses to write keys under the name of an SSO profile in the config file', async () => {
    const sandbox = prepared(CRLF);
    sandbox.put(sandbox.config, '[profile dev]\nsso_session = corp\n');
    const { reply } = await write(sandbox);
    expect(reply).toMatchObject({ code: 'PROFILE_SHADOWED', message: expect.stringContaining('line 1') });
    expect(sandbox.read()).toBe(CRLF);
  });

  it('writes all profiles of a request, or refuses the whole request', async () => {
    const sandbox = prepared(CRLF);
    const { reply } = await write(sandbox, {}, writeRequest([{ name: 'a' }, { name: 'b' }, { name: 'old' }]));
    expect(reply).toMatchObject({ ok: false, code: 'PROFILE_EXISTS' });
    expect(sandbox.read()).toBe(CRLF);
  });

  it('attack 25: the path in AWS_SHARED_CREDENTIALS_FILE is used, even if it begins with `~/`', async () => {
    const sandbox = prepared(CRLF);
    expect((await write(sandbox, { env: { AWS_SHARED_CREDENTIALS_FILE: '~/keys' } })).reply.ok).toBe(true);
    expect(await readWithSdk(join(sandbox.home, 'keys'), 'dev')).toEqual(keysFor('0'));
    expect(sandbox.read()).toBe(CRLF);
  });

  it('a refusal contains no secret', async () => {
    const sandbox = prepared(MARKED.replace('Admin', 'Other'));
    const { ended } = await write(sandbox);
    expect(ended.stdout.toString() + ended.stderr).not.toContain(CANARY);
  });
});
