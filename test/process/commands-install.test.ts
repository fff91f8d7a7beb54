import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { firefoxId } from '#core/identity.ts';
import { sayHello } from '../../native-host/cli/doctor/hello.ts';
import { version } from '../../package.json';
import { copyProgram, program, world } from './rig/each-world.ts';
import { CHROMIUM_CALLER } from './rig/host.ts';
import { CHROMIUM, chunksBeside, FIREFOX, fileMode, isThere, World } from './rig/world.ts';

const manifestAt = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const hello = (wrapper: string, args = [CHROMIUM_CALLER], extra = {}) => sayHello(wrapper, args, world.env(extra));

describe('keyferry install', () => {
  it('registers each browser that was started on this machine, and no other browser', () => {
    world.startBrowser('.config/chromium', '.mozilla/firefox');
    const done = world.keyferry(['install']);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(done.stdout).toContain('Chromium');
    expect(done.stdout).toContain(world.path(FIREFOX));
    expect(manifestAt(world.path(CHROMIUM)).allowed_origins).toEqual([CHROMIUM_CALLER]);
    expect(manifestAt(world.path(FIREFOX)).allowed_extensions).toEqual([firefoxId]);
    expect(isThere(world.path('.config/google-chrome'))).toBe(false);
  });

  it('installs a wrapper that answers each browser with its version', () => {
    world.keyferry(['install', '--browser', 'chromium', '--browser', 'firefox']);
    expect(hello(manifestAt(world.path(CHROMIUM)).path)).toEqual({ version });
    expect(hello(manifestAt(world.path(FIREFOX)).path, [world.path(FIREFOX), firefoxId])).toEqual({ version });
  });

  it('attack 16: the installed wrapper does not answer an extension with another id', () => {
    world.keyferry(['install', '--browser', 'chromium']);
    const result = hello(manifestAt(world.path(CHROMIUM)).path, [
      'chrome-extension://aaaabbbbccccddddeeeeffffgggghhhh/',
    ]);
    expect(result).toHaveProperty('why');
  });

  it('copies the whole program into a folder for its version, so that the original may be deleted', () => {
    world.startBrowser('.config/google-chrome');
    world.keyferry(['install']);
    const folders = readdirSync(world.path('.local/share/keyferry'), { withFileTypes: true });
    const [folder] = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
    expect(folder).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')}-[0-9a-f]{12}$`));
    const copy = world.path('.local/share/keyferry', folder ?? '');
    const files = readdirSync(dirname(program)).filter((name) => name.endsWith('.cjs'));
    expect(files.length).toBeGreaterThan(5);
    for (const name of files)
      expect(readFileSync(join(copy, name))).toEqual(readFileSync(join(dirname(program), name)));
    const others = readdirSync(copy).filter((name) => !files.includes(name));
    expect(others.sort()).toEqual(['keyferry-host', 'keyferry.ini']);
  });

  it('finds the program through the link that npm makes, and copies it', () => {
    const link = world.path('keyferry');
    symlinkSync(program, link);
    expect(world.run(link, ['install', '--browser', 'chromium'])).toMatchObject({ status: 0 });
    expect(hello(manifestAt(world.path(CHROMIUM)).path)).toEqual({ version });
  });

  it('without --json, shows the many files of the program as one line', () => {
    const { stdout } = world.keyferry(['install', '--browser', 'chromium']);
    expect(stdout.match(/^program /gm)).toHaveLength(1);
    expect(stdout).toMatch(/^program +written +.*keyferry\.cjs$/m);
    const [chunk = ''] = chunksBeside(manifestAt(world.path(CHROMIUM)).path);
    writeFileSync(chunk, '// changed');
    expect(world.keyferry(['install', '--browser', 'chromium']).stdout).toMatch(/^program +updated +.*keyferry\.cjs$/m);
    expect(hello(manifestAt(world.path(CHROMIUM)).path)).toEqual({ version });
  });

  it.each([0, 0o077])(
    'attack 26: with the umask %i, makes manifests that others can read, and no folder that others can write to',
    (mask) => {
      const before = process.umask(mask);
      try {
        world.keyferry(['install', '--browser', 'chromium']);
      } finally {
        process.umask(before);
      }
      expect(fileMode(world.path(CHROMIUM))).toBe(0o644);
      const wrapper: string = manifestAt(world.path(CHROMIUM)).path;
      expect(fileMode(wrapper)).toBe(0o755);
      expect(fileMode(join(wrapper, '../keyferry.ini'))).toBe(0o644);
      const folders = ['.config', '.config/chromium/NativeMessagingHosts', '.local/share/keyferry', '.local'];
      for (const each of folders) expect(fileMode(world.path(each)) & 0o022).toBe(0);
    },
  );

  it('attack 26: changes nothing in a second run, and says that everything is already installed', () => {
    world.startBrowser('.config/chromium', '.mozilla/firefox');
    world.keyferry(['install']);
    const before = world.snapshot();
    const again = world.json(['install']);
    expect(again.status).toBe(0);
    expect(again.stderr).toBe('Everything is already installed.\n');
    expect(again.data.changed).toBe(false);
    expect(again.data.files.map(({ state }: { state: string }) => state)).toEqual(
      again.data.files.map(() => 'unchanged'),
    );
    expect(again.data.files.length).toBeGreaterThan(5);
    expect(world.snapshot()).toEqual(before);
  });

  it.each(["it's a home", 'two "quoted" words', '$HOME & $(id)', '100%PATH%', 'zażółć 日本', 'a;b|c\\d`e`'])(
    'attack 26: works in a home folder called %j',
    (name) => {
      const odd = new World(program, name);
      try {
        expect(odd.keyferry(['install', '--browser', 'chromium', '--browser', 'firefox'])).toMatchObject({ status: 0 });
        expect(hello(manifestAt(odd.path(CHROMIUM)).path)).toEqual({ version });
        expect(odd.json(['doctor']).data.worst).toBe('ok');
        odd.keyferry(['uninstall']);
        expect(odd.snapshot()).toEqual({});
      } finally {
        odd.remove();
      }
    },
  );

  it('attack 15: the installed wrapper answers even with hostile variables in the environment', () => {
    world.keyferry(['install', '--browser', 'chromium']);
    const evil = join(world.root, 'evil.cjs');
    writeFileSync(evil, 'process.stdout.write("EVIL")');
    const extra = { NODE_OPTIONS: `--require ${evil}`, NODE_DEBUG: 'fs', NODE_EXTRA_CA_CERTS: evil, NODE_PATH: evil };
    expect(hello(manifestAt(world.path(CHROMIUM)).path, [CHROMIUM_CALLER], extra)).toEqual({ version });
  });

  it('writes the manifest only into the folder that the option --profile-dir names', () => {
    const profile = join(world.home, 'some profile');
    world.startBrowser('.config/chromium');
    const { data } = world.json(['install', '--profile-dir', profile]);
    const manifests = data.files.filter(({ role }: { role: string }) => role === 'manifest');
    expect(manifests).toHaveLength(1);
    expect(hello(manifestAt(join(profile, 'NativeMessagingHosts/com.keyferry.host.json')).path)).toEqual({ version });
    expect(isThere(world.path(CHROMIUM))).toBe(false);
  });

  it('accepts a --profile-dir that is relative to the current folder', () => {
    world.keyferry(['install', '--profile-dir', 'profile']);
    expect(isThere(join(world.root, 'profile/NativeMessagingHosts/com.keyferry.host.json'))).toBe(true);
  });

  it('says why a Firefox profile cannot be registered', () => {
    const done = world.keyferry(['install', '--browser', 'firefox', '--profile-dir', 'x']);
    expect(done).toMatchObject({ status: 2, stdout: '' });
    expect(done.stderr).toMatch(/^keyferry: Firefox reads manifests from the home folder.*HOME.*\n$/);
  });

  it('only shows which files it would write if the option --dry-run is given', () => {
    const { data, status } = world.json(['install', '--browser', 'chromium', '--dry-run']);
    expect(status).toBe(0);
    expect(data).toMatchObject({ dryRun: true, changed: false });
    expect(new Set(data.files.map(({ state }: { state: string }) => state))).toEqual(new Set(['new']));
    expect(data.files.map(({ role }: { role: string }) => role)).toContain('manifest');
    expect(world.snapshot()).toEqual({});
  });

  it('uses XDG_CONFIG_HOME and XDG_DATA_HOME, and ignores relative values', () => {
    const extra = { XDG_CONFIG_HOME: world.path('cfg'), XDG_DATA_HOME: world.path('data') };
    world.keyferry(['install', '--browser', 'chromium'], extra);
    const manifest = manifestAt(world.path('cfg/chromium/NativeMessagingHosts/com.keyferry.host.json'));
    expect(manifest.path.startsWith(world.path('data/keyferry/'))).toBe(true);
    world.keyferry(['install', '--browser', 'chromium'], { XDG_CONFIG_HOME: 'cfg', XDG_DATA_HOME: 'data' });
    expect(manifestAt(world.path(CHROMIUM)).path.startsWith(world.path('.local/share/keyferry/'))).toBe(true);
  });

  it('reports a browser that is installed but was never started', () => {
    mkdirSync(world.path('bin'));
    writeFileSync(world.path('bin/chromium'), '', { mode: 0o755 });
    world.startBrowser('.mozilla/firefox');
    const { data } = world.json(['install'], { PATH: world.path('bin') });
    expect(data.skipped).toEqual([{ browser: 'Chromium', why: expect.stringContaining('--browser chromium') }]);
  });

  it('refuses to run if there is no browser to register', () => {
    const done = world.keyferry(['install']);
    expect(done).toMatchObject({ status: 1, stdout: '' });
    expect(done.stderr).toMatch(/^keyferry: Nothing was installed because no supported browser .*\n$/);
    expect(world.snapshot()).toEqual({});
  });

  it('attack 26: does not replace a manifest from another program without --force', () => {
    const foreign = '{"name":"com.keyferry.host","path":"/opt/other/host","allowed_origins":[]}';
    world.startBrowser('.config/chromium/NativeMessagingHosts');
    writeFileSync(world.path(CHROMIUM), foreign);
    const before = world.snapshot();
    const done = world.keyferry(['install']);
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(/Keyferry did not write .*--force/);
    expect(world.snapshot()).toEqual(before);
    expect(world.keyferry(['install', '--force']).status).toBe(0);
    expect(hello(manifestAt(world.path(CHROMIUM)).path)).toEqual({ version });
  });

  it('does not write into the target of a link at the path of its manifest', () => {
    const target = join(world.root, 'precious');
    writeFileSync(target, 'precious');
    world.startBrowser('.config/chromium/NativeMessagingHosts');
    symlinkSync(target, world.path(CHROMIUM));
    expect(world.keyferry(['install']).status).toBe(1);
    expect(world.keyferry(['install', '--force']).status).toBe(0);
    expect(readFileSync(target, 'utf8')).toBe('precious');
  });

  it('repairs the manifest and the wrapper that it wrote earlier if someone has changed them', () => {
    world.keyferry(['install', '--browser', 'chromium']);
    const good = world.snapshot();
    const wrapper: string = manifestAt(world.path(CHROMIUM)).path;
    writeFileSync(wrapper, '#!/bin/sh\nexit 1\n');
    chmodSync(wrapper, 0o644);
    writeFileSync(
      world.path(CHROMIUM),
      readFileSync(world.path(CHROMIUM), 'utf8').replace(CHROMIUM_CALLER, 'chrome-extension://x/'),
    );
    expect(world.keyferry(['install', '--browser', 'chromium'])).toMatchObject({ status: 0, stderr: '' });
    expect(world.snapshot()).toEqual(good);
  });

  it('attack 26: refuses a folder that everyone can write to', () => {
    world.startBrowser('.config/chromium/NativeMessagingHosts');
    chmodSync(world.path('.config/chromium/NativeMessagingHosts'), 0o777);
    const before = world.snapshot();
    const done = world.keyferry(['install']);
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(/everyone may write in .*NativeMessagingHosts/);
    expect(world.snapshot()).toEqual(before);
  });

  it('attack 26: refuses a folder below a folder that everyone can write to', () => {
    world.startBrowser('.config/chromium');
    chmodSync(world.path('.config'), 0o777);
    expect(world.keyferry(['install']).stderr).toMatch(/everyone may write in .*\.config; run/);
  });

  it.runIf(process.getuid?.() === 0)(
    'attack 26: refuses to install through sudo into another user’s home (needs root)',
    () => {
      world.startBrowser('.config/chromium');
      chownSync(world.home, 65534, 65534);
      const before = world.snapshot();
      const done = world.keyferry(['install'], { SUDO_UID: '65534' });
      expect(done.status).toBe(1);
      expect(done.stderr).toMatch(/^keyferry: Nothing was installed because sudo .*\n$/);
      expect(world.snapshot()).toEqual(before);
    },
  );

  it('records the paths of the AWS files that the variables of the shell contain', () => {
    const extra = { AWS_SHARED_CREDENTIALS_FILE: world.path('my "odd"; #keys'), AWS_CONFIG_FILE: '~/cfg=1' };
    world.keyferry(['install', '--browser', 'chromium'], extra);
    const text = readFileSync(join(manifestAt(world.path(CHROMIUM)).path, '../keyferry.ini'), 'utf8');
    expect(text).toContain(world.path('cfg=1'));
    expect(world.json(['doctor'], extra).data.checks).toContainEqual(
      expect.objectContaining({ id: 'environment', severity: 'ok' }),
    );
  });

  it.each(['', 'rel/home'])('attack 25: installs nothing and removes nothing if HOME is %j', (HOME) => {
    for (const args of [['install', '--browser', 'chromium'], ['uninstall']]) {
      const done = world.keyferry(args, { HOME });
      expect(done).toMatchObject({ status: 1, stdout: '' });
      expect(done.stderr).toMatch(/^keyferry: HOME [^\n]+\n$/);
    }
    expect(readdirSync(world.root)).toEqual(['home']);
  });

  it('attack 25: fails if a variable contains a relative path of an AWS file, which some AWS tools cannot find', () => {
    const done = world.keyferry(['install', '--browser', 'chromium'], { AWS_SHARED_CREDENTIALS_FILE: 'keys' });
    expect(done.status).toBe(1);
    expect(done.stderr).toMatch(/^keyferry: AWS_SHARED_CREDENTIALS_FILE /);
    expect(world.snapshot()).toEqual({});
  });

  it('keeps the files of an older version while a manifest names them, and removes these files afterwards', () => {
    const older = copyProgram(join(world.root, 'older'));
    appendFileSync(chunksBeside(older)[0] ?? '', '\n// older\n');
    world.run(older, ['install', '--browser', 'chromium', '--browser', 'firefox']);
    const oldWrapper: string = manifestAt(world.path(FIREFOX)).path;
    expect(world.json(['install', '--browser', 'chromium']).data.removed).toEqual([]);
    expect(hello(oldWrapper, [world.path(FIREFOX), firefoxId])).toEqual({ version });
    expect(world.json(['install', '--browser', 'firefox']).data.removed).toContain(oldWrapper);
    expect(isThere(join(oldWrapper, '..'))).toBe(false);
  });

  it('reports unknown browsers, and browsers that Keyferry does not support on this system', () => {
    expect(world.keyferry(['install', '--browser', 'netscape'])).toMatchObject({ status: 2, stdout: '' });
    expect(world.keyferry(['install', '--browser', 'arc']).stderr).toMatch(
      /Keyferry does not support arc on this system/,
    );
  });
});

describe('keyferry uninstall', () => {
  it('removes exactly the files that keyferry install wrote', () => {
    world.startBrowser('.config/chromium', '.mozilla/firefox', '.aws');
    writeFileSync(world.path('.aws/credentials'), '[a]\n');
    const before = world.snapshot();
    world.keyferry(['install']);
    world.keyferry(['install', '--profile-dir', world.path('profile')]);
    const done = world.keyferry(['uninstall']);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(world.snapshot()).toEqual(before);
  });

  it('keeps a file that someone changed after the installation, and reports the kept file', () => {
    world.keyferry(['install', '--browser', 'chromium']);
    writeFileSync(world.path(CHROMIUM), '{"name":"mine"}');
    const { data } = world.json(['uninstall']);
    expect(data.files[0]).toEqual({ path: world.path(CHROMIUM), result: 'kept' });
    expect(readFileSync(world.path(CHROMIUM), 'utf8')).toBe('{"name":"mine"}');
  });

  it('does nothing if nothing was installed', () => {
    expect(world.keyferry(['uninstall'])).toEqual(
      expect.objectContaining({ status: 0, stdout: '', stderr: 'Keyferry is not installed.\n' }),
    );
  });

  it('does not remove a file outside its own folders, even if its record of installed files names this file', () => {
    const precious = world.path('precious');
    writeFileSync(precious, 'x');
    world.startBrowser('.local/share/keyferry');
    writeFileSync(
      world.path('.local/share/keyferry/install.json'),
      JSON.stringify({ version: 1, files: [{ path: precious }] }),
    );
    world.keyferry(['uninstall']);
    expect(isThere(precious)).toBe(true);
  });
});

/** All commands that people run. The command `credential-process` is left out, because only AWS clients run it. */
const COMMANDS = (
  'install uninstall doctor status list use env exec share ssh login console renew lock forget clean configure ' +
  'shell-init completion'
).split(' ');

describe('the command line', () => {
  it('prints its version and the list of its commands to stdout', () => {
    expect(world.keyferry(['--version'])).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    const help = world.keyferry(['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    expect(world.keyferry(['help'])).toEqual(help);
    for (const name of COMMANDS) expect(help.stdout).toContain(`\n  keyferry ${name}`);
    expect(world.keyferry(['install', '--help']).stdout).toContain('--profile-dir DIR');
  });

  it('says that Keyferry must be installed again if files of the program are missing', () => {
    const copy = copyProgram(join(world.root, 'copy'));
    for (const chunk of chunksBeside(copy)) rmSync(chunk);
    expect(world.run(copy, ['status'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'keyferry: Files of the program are missing next to keyferry.cjs. Install Keyferry again.\n',
    });
  });

  it.each([
    [[]],
    [['bogus']],
    [['__proto__']],
    [['install', '--bogus']],
    [['install', 'stray']],
    [['install', '--browser']],
  ])('exits with the status 2 and prints one sentence to stderr for the wrong arguments %j', (args) => {
    const done = world.keyferry(args);
    expect(done).toMatchObject({ status: 2, stdout: '' });
    expect(done.stderr).toMatch(/^keyferry: [^\n]+; see `keyferry (?:install )?--help`\.\n$/);
  });
});
