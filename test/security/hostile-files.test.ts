import { spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostManifest } from '../../install-scripts/host-manifest.ts';
import { profileOf } from '../../native-host/aws-files/profiles/config-file.ts';
import { decodeBody } from '../../native-host/browser-host/framing.ts';
import { cpuTimeOf } from '../cpu-time.ts';
import { config, credentials, write } from '../process/rig/aws-files.ts';
import { program, world } from '../process/rig/each-world.ts';
import { CHROMIUM_CALLER, frame } from '../process/rig/host.ts';

const KEYS = 'aws_access_key_id = ASIAKEYFERRYEXAMPLE1\naws_secret_access_key = SECRETKEYFERRYEXAMPLEsecretEXAMPLE\n';
const IN_TIME_MS = 60_000;
/** Characters that control a terminal, except the line feed. */
const TREACHEROUS = /[^\P{Cc}\n]|\p{Cf}/u;
const EVIL = '\u001b]0;owned\u0007\u001b[31m\u009b2J\u202eevil';

const pipe = (path: string) => expect(spawnSync('mkfifo', [path]).status).toBe(0);

/** Runs the program. If it does not end in time, it is killed, and `status` is null. */
function run(args: readonly string[], input?: Buffer, extra: Record<string, string> = {}) {
  const limits = { timeout: IN_TIME_MS, killSignal: 'SIGKILL', maxBuffer: 2 ** 26 } as const;
  const options = { env: world.env(extra), input, ...limits };
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], options);
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** Sends one request as a browser does. @returns the exit status and the reply */
function ask(request: object, extra: Record<string, string> = {}) {
  const done = run([CHROMIUM_CALLER], frame({ v: 1, id: 7, ...request }), extra);
  return { status: done.status, reply: JSON.parse(done.stdout.slice(done.stdout.indexOf('{')) || 'null') };
}

const LIST = { kind: 'list-profiles' };
const WRITE = {
  kind: 'write-profiles',
  portal: 'https://demo.awsapps.com/start',
  replace: false,
  profiles: [
    {
      name: 'new',
      accountId: '111122223333',
      roleName: 'Admin',
      credentials: {
        accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
        secretAccessKey: 'SECRETKEYFERRYEXAMPLEsecretEXAMPLE',
        sessionToken: 'TOKENKEYFERRYEXAMPLEtokenEXAMPLE',
        expiration: 1_900_000_000_000,
      },
    },
  ],
};

describe('an AWS file that is a pipe, a device or too large', () => {
  it('attack 21: a pipe with the name of a file is refused, and the program does not wait for data from the pipe', () => {
    pipe(credentials());
    pipe(config());
    for (const args of [['status'], ['env', '--shell', 'bash'], ['exec', '--', 'true']]) {
      expect(run(args)).toMatchObject({ status: 1, stderr: expect.stringContaining('is a pipe') });
    }
    expect(run(['doctor']).stdout).toMatch(/error +config-text +\S+ is a pipe/);
    expect(ask(LIST)).toMatchObject({ status: 0, reply: { ok: false, code: 'FILE_NOT_REGULAR' } });
    expect(ask(WRITE)).toMatchObject({ status: 0, reply: { ok: false, code: 'FILE_NOT_REGULAR' } });
  });

  it('attack 21: a shell can use a profile even if there is a pipe instead of the config file', () => {
    write(`[p]\n${KEYS}`);
    pipe(config());
    expect(run(['env', '--profile', 'p', '--shell', 'bash'])).toMatchObject({ status: 0 });
  });

  it('attack 21: if a pipe replaces a file between two reads, the program does not wait for data from the pipe', () => {
    // With the character U+FFFD in the file, the program reads the file twice.
    write(`# \ufffd\n[p]\n${KEYS}`);
    const [aside, hook] = [world.path('pipe'), world.path('hook.cjs')];
    pipe(aside);
    const swap = `if (typeof place === 'number') fs.renameSync(${JSON.stringify(aside)}, ${JSON.stringify(credentials())});`;
    writeFileSync(
      hook,
      `const fs = require('node:fs'), read = fs.readFileSync;
       fs.readFileSync = (place, ...how) => { const text = read(place, ...how); ${swap} return text; };`,
    );
    expect(run(['status'], undefined, { NODE_OPTIONS: `--require=${hook}` })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^p /m),
    });
    expect(lstatSync(credentials()).isFIFO()).toBe(true);
  });

  it('attack 21: a file of 1 GiB is refused with the reason, and is not read', () => {
    write('');
    writeFileSync(config(), '');
    truncateSync(credentials(), 2 ** 30);
    truncateSync(config(), 2 ** 30);
    expect(ask(LIST).reply).toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('128 MiB') });
    expect(ask(WRITE).reply).toMatchObject({ code: 'FILE_UNREADABLE', message: expect.stringContaining('128 MiB') });
    expect(run(['status']).stderr).toContain('128 MiB');
  });

  it('attack 21: a device is refused, and /dev/null counts as a missing file', () => {
    write(`[p]\n${KEYS}`);
    for (const device of ['/dev/null', '/dev/zero']) {
      const env = { AWS_CONFIG_FILE: device };
      expect(ask(WRITE, env).reply, device).toMatchObject({ ok: true });
      expect(run(['env', '--profile', 'p', '--shell', 'bash'], undefined, env), device).toMatchObject({ status: 0 });
    }
  });
});

describe('very large input', () => {
  it('attack 11: `keyferry status` lists a file with 200 000 profiles', () => {
    write(Array.from({ length: 200_000 }, (_, at) => `[p${at}]\n`).join(''));
    const { status, stdout } = run(['status']);
    expect(status).toBe(0);
    expect(stdout.split('\n')).toHaveLength(200_002);
  });

  it('attack 9: a section header with 300 000 blanks does not take quadratic time', () => {
    const time = cpuTimeOf(() => {
      expect(profileOf({ name: `profile${' '.repeat(300_000)}x\rx\ry`, line: 1, values: new Map() })).toBe('x\rx\ry');
    });
    expect(time).toBeLessThan(2000);
  });

  it('attack 14: a frame with a million objects can be read', () => {
    const text = `{"v":1,"a":[${Array.from({ length: 1_000_000 }, () => '{}').join()}]}`;
    expect(decodeBody(Buffer.from(text))).toHaveProperty('v', 1);
  });
});

describe('characters that control a terminal', () => {
  it('are not printed when `keyferry doctor` reports a manifest of another program', () => {
    const folder = world.path('.config/chromium/NativeMessagingHosts');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'com.keyferry.host.json'), hostManifest('chromium', `/tmp/${EVIL}`));
    const { stdout } = run(['doctor']);
    expect(stdout).toContain('evil');
    expect(stdout).not.toMatch(TREACHEROUS);
  });

  it('are not in any error message', () => {
    write('[p]\n');
    for (const args of [
      ['env', '--profile', EVIL, '--shell', 'bash'],
      ['exec', '--profile', EVIL, '--', 'true'],
      [EVIL],
    ]) {
      const { status, stderr } = run(args);
      expect(status).not.toBe(0);
      expect(stderr).toContain('evil');
      expect(stderr).not.toMatch(TREACHEROUS);
    }
  });
});

describe('attack 26: the folder for the program', () => {
  it('is refused if it is a link into a folder that everyone may change', () => {
    const open = join(world.root, 'open');
    mkdirSync(join(open, 'share'), { recursive: true });
    chmodSync(open, 0o777);
    mkdirSync(world.path('.local'));
    symlinkSync(join(open, 'share'), world.path('.local/share'));
    const { status, stderr } = run(['install', '--browser', 'chromium']);
    expect(stderr).toContain(`everyone may write in ${open}`);
    expect(status).toBe(1);
  });
});
