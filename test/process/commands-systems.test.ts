import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromiumIds, firefoxId } from '#core/identity.ts';
import { home, json, keyferry, ran, registry, root } from './rig/machine.ts';
import { fileMode, isThere } from './rig/world.ts';

const MANIFEST = 'com.keyferry.host.json';
const CHROME_KEY = `HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\com.keyferry.host`;
const EDGE_KEY = `HKCU\\Software\\Microsoft\\Edge\\NativeMessagingHosts\\com.keyferry.host`;
const MOZILLA_KEY = `HKCU\\Software\\Mozilla\\NativeMessagingHosts\\com.keyferry.host`;

describe('install on macOS', () => {
  const mac = { platform: 'darwin' } as const;
  const library = (...parts: string[]) => join(home, 'Library/Application Support', ...parts);

  it('registers each browser that was started, in its own folder, and uninstall removes everything', async () => {
    for (const folder of ['Google/Chrome', 'Microsoft Edge', 'Arc/User Data', 'Firefox'])
      mkdirSync(library(folder), { recursive: true });
    expect(await keyferry(['install'], mac)).toMatchObject({ status: 0, stderr: '' });
    const places = ['Google/Chrome', 'Microsoft Edge', 'Arc/User Data', 'Mozilla'];
    const manifests = places.map((place) => library(place, 'NativeMessagingHosts', MANIFEST));
    expect(manifests.filter((path) => !isThere(path))).toEqual([]);
    expect(json(manifests[0] ?? '').path).toMatch(/Application Support\/keyferry\/[\w.-]+\/keyferry-host$/);
    expect(json(manifests[3] ?? '').allowed_extensions).toEqual([firefoxId]);
    expect((await keyferry(['install'], mac)).stderr).toBe('Everything is already installed.\n');
    await keyferry(['uninstall'], mac);
    expect([...manifests, library('keyferry')].filter(isThere)).toEqual([]);
  });

  it('writes the manifest for Brave into each folder that a version of Brave reads', async () => {
    await keyferry(['install', '--browser', 'brave'], mac);
    for (const each of ['BraveSoftware/Brave-Browser', 'Google/Chrome']) {
      expect(isThere(library(each, 'NativeMessagingHosts', MANIFEST))).toBe(true);
    }
  });
});

describe('install on Windows', () => {
  const windows = () => ({
    platform: 'win32' as const,
    env: {
      LOCALAPPDATA: join(home, 'Local'),
      APPDATA: join(home, 'Roaming'),
      SystemRoot: 'C:\\Windows',
      USERPROFILE: home,
    },
    execPath: 'C:\\Program Files\\nodejs\\node.exe',
  });

  it('writes registry keys with the paths of the manifests, uses only reg.exe, and uninstall removes the keys', async () => {
    mkdirSync(join(home, 'Local/Google/Chrome/User Data'), { recursive: true });
    mkdirSync(join(home, 'Roaming/Mozilla/Firefox'), { recursive: true });
    expect(await keyferry(['install'], windows())).toMatchObject({ status: 0, stderr: '' });
    expect([...registry.keys()]).toEqual([CHROME_KEY, MOZILLA_KEY]);
    const manifest = registry.get(CHROME_KEY) ?? '';
    expect(manifest).toBe(join(home, 'Local/keyferry/manifests/chromium', MANIFEST));
    expect(json(manifest).path).toMatch(/keyferry-host\.cmd$/);
    expect(json(registry.get(MOZILLA_KEY) ?? '').allowed_extensions).toEqual([firefoxId]);
    const write = ran.find(([, verb]) => verb === 'add');
    expect(write).toEqual([
      'C:\\Windows\\System32\\reg.exe',
      'add',
      CHROME_KEY,
      '/ve',
      '/t',
      'REG_SZ',
      '/d',
      manifest,
      '/f',
    ]);
    expect((await keyferry(['install'], windows())).stderr).toBe('Everything is already installed.\n');
    await keyferry(['uninstall'], windows());
    expect(registry.size).toBe(0);
    expect(isThere(join(home, 'Local/keyferry'))).toBe(false);
  });

  it('replaces the registry key of another program only with --force, and does not remove a key that someone has changed', async () => {
    registry.set(EDGE_KEY, 'C:\\other\\host.json');
    const refused = await keyferry(['install', '--browser', 'edge'], windows());
    expect(refused.stderr).toMatch(/Keyferry did not write .*NativeMessagingHosts\\com\.keyferry\.host;/);
    await keyferry(['install', '--browser', 'edge', '--force'], windows());
    registry.set(EDGE_KEY, 'C:\\third\\host.json');
    await keyferry(['uninstall'], windows());
    expect(registry.get(EDGE_KEY)).toBe('C:\\third\\host.json');
  });

  it.each(['R&D', '100%', 'a^b', 'a;b', 'wow!'])(
    'attack 26: refuses a folder whose name cmd would read differently: %s',
    async (name) => {
      const env = { ...windows().env, LOCALAPPDATA: join(home, name) };
      const refused = await keyferry(['install', '--browser', 'edge'], { ...windows(), env });
      expect(refused).toMatchObject({ status: 1, stdout: '' });
      expect(refused.stderr).toMatch(/the Command Prompt.*misreads ".".*LOCALAPPDATA/);
      expect(registry.size).toBe(0);
      expect(isThere(join(home, name))).toBe(false);
    },
  );

  it('attack 47: --system accepts a Node program only below Program Files', async () => {
    const node = { ...windows(), execPath: 'C:\\Users\\me\\node.exe' };
    const refused = await keyferry(['install', '--system', '--browser', 'edge'], node);
    expect(refused.stderr).toMatch(/only administrators may change.*C:\\Users\\me\\node\.exe/);
    expect(registry.size).toBe(0);
  });
});

describe('install inside WSL', () => {
  const wsl = () => ({
    release: () => '5.15.167.4-microsoft-standard-WSL2',
    env: { HOME: home, PATH: '', WSL_DISTRO_NAME: 'Ubuntu-24.04' },
  });
  const local = (...parts: string[]) => join(root, 'c/Users/me/AppData/Local', ...parts);

  it('registers a wrapper that Windows browsers can start and that starts the host inside WSL', async () => {
    mkdirSync(local('Microsoft/Edge/User Data'), { recursive: true });
    const { status, stdout } = await keyferry(['install'], wsl());
    expect(status).toBe(0);
    expect(stdout).toContain('Microsoft Edge on Windows');
    const folder = 'C:\\Users\\me\\AppData\\Local\\keyferry\\wsl-Ubuntu-24.04';
    expect(registry.get(EDGE_KEY)).toBe(`${folder}\\chromium\\${MANIFEST}`);
    const manifest = json(local('keyferry/wsl-Ubuntu-24.04/chromium', MANIFEST));
    expect(manifest.path).toBe(`${folder}\\keyferry-host.cmd`);
    expect(manifest.allowed_origins).toEqual(chromiumIds.map((id) => `chrome-extension://${id}/`));
    const batch = readFileSync(local('keyferry/wsl-Ubuntu-24.04/keyferry-host.cmd'), 'utf8');
    const wrapper = /--exec "([^"]+)" %\*\r\n/.exec(batch)?.[1] ?? '';
    expect(batch).toContain('wsl.exe" -d "Ubuntu-24.04" --cd / --exec');
    expect(wrapper.startsWith(join(home, '.local/share/keyferry/'))).toBe(true);
    expect(isThere(wrapper)).toBe(true);
    expect((await keyferry(['install'], wsl())).stderr).toBe('Everything is already installed.\n');
    await keyferry(['uninstall'], wsl());
    expect(registry.size).toBe(0);
    expect(isThere(local('keyferry'))).toBe(false);
  });

  it('starts no Windows program on other Linux systems, and installs only for Linux if the Windows programs fail', async () => {
    await keyferry(['install', '--browser', 'chromium'], {});
    await keyferry(['install', '--browser', 'chromium'], { env: wsl().env });
    expect(ran.filter(([program]) => program !== '/bin/sh')).toEqual([]);
    const deaf = () => ({ status: null, stdout: '', stderr: '' });
    expect((await keyferry(['install', '--browser', 'firefox'], { ...wsl(), run: deaf })).status).toBe(0);
  });

  it('refuses a WSL distribution whose name cannot be written in a batch file', async () => {
    const env = { ...wsl().env, WSL_DISTRO_NAME: 'a" & calc' };
    expect((await keyferry(['install', '--browser', 'chromium'], { ...wsl(), env })).stderr).toMatch(
      /the name of this WSL distribution, .*, cannot be written in a batch file/,
    );
  });
});

describe.runIf(process.getuid?.() === 0)('install --system on Linux (needs root)', () => {
  const system = (...parts: string[]) => join(root, 'system', ...parts);

  it('installs into folders of root for every user, and uninstall --system removes the files', async () => {
    const done = await keyferry(['install', '--system', '--browser', 'chromium', '--browser', 'firefox'], {});
    expect(done).toMatchObject({ status: 0, stderr: '' });
    const manifest = system('etc/chromium/native-messaging-hosts', MANIFEST);
    expect(json(manifest).path.startsWith(system('usr/local/lib/keyferry/'))).toBe(true);
    expect(fileMode(manifest)).toBe(0o644);
    expect(isThere(system('usr/lib/mozilla/native-messaging-hosts', MANIFEST))).toBe(true);
    expect(isThere(join(home, '.local'))).toBe(false);
    await keyferry(['uninstall', '--system'], {});
    expect(isThere(system('etc'))).toBe(false);
    expect(isThere(system('usr'))).toBe(false);
  });

  it('does not record the paths of root’s AWS files', async () => {
    const env = { HOME: home, PATH: '', AWS_CONFIG_FILE: '/srv/secret-place' };
    await keyferry(['install', '--system', '--browser', 'chromium'], { env });
    const { path } = json(system('etc/chromium/native-messaging-hosts', MANIFEST));
    expect(readFileSync(join(path, '../keyferry.ini'), 'utf8')).not.toContain('secret-place');
  });

  it.each(['node', 'program', 'chunk', 'folder'])(
    'attack 47: refuses a %s that does not belong to root',
    async (what) => {
      const folder = join(root, 'theirs');
      mkdirSync(folder);
      copyFileSync(join(root, 'keyferry.cjs'), join(folder, 'file'));
      chownSync(what === 'folder' ? folder : join(folder, 'file'), 65534, 65534);
      const given = what === 'node' ? { execPath: join(folder, 'file') } : { programPath: join(folder, 'file') };
      if (what === 'chunk') {
        copyFileSync(join(root, 'keyferry.cjs'), join(folder, 'keyferry.cjs'));
        renameSync(join(folder, 'file'), join(folder, 'keyferry-chunk-1a2b.cjs'));
        given.programPath = join(folder, 'keyferry.cjs');
      }
      const refused = await keyferry(['install', '--system', '--browser', 'chromium'], given);
      expect(refused).toMatchObject({ status: 1, stdout: '' });
      expect(refused.stderr).toMatch(/only root may change, and .*theirs.* belongs to a user who could replace it/);
      expect(isThere(system('etc'))).toBe(false);
    },
  );

  it('attack 47: refuses a Node program that everyone can write to, even if its path is a link', async () => {
    copyFileSync(join(root, 'keyferry.cjs'), join(root, 'open'));
    chmodSync(join(root, 'open'), 0o777);
    symlinkSync(join(root, 'open'), join(root, 'linked'));
    const refused = await keyferry(['install', '--system', '--browser', 'chromium'], {
      execPath: join(root, 'linked'),
    });
    expect(refused.stderr).toMatch(/everyone may write in .*open/);
  });
});

describe('the wrapper after an upgrade of Node', () => {
  const wrapper = () => json(join(home, '.config/chromium/NativeMessagingHosts', MANIFEST)).path as string;

  it('attack 27: starts the new Node after the next keyferry command, and uninstall still removes the wrapper', async () => {
    const gone = join(root, 'node-20');
    symlinkSync(process.execPath, gone);
    await keyferry(['install', '--browser', 'chromium'], { execPath: gone });
    await keyferry(['status'], {});
    expect(readFileSync(wrapper(), 'utf8')).toContain(`node='${gone}'`);
    rmSync(gone);
    await keyferry(['status'], {});
    expect(readFileSync(wrapper(), 'utf8')).toContain(`node='${process.execPath}'`);
    expect(spawnSync(wrapper(), [], { encoding: 'utf8' }).status).toBe(0);
    await keyferry(['uninstall'], {});
    expect(isThere(join(home, '.local'))).toBe(false);
  });

  it('is written again by the next keyferry command if it is missing, but not if someone has changed the wrapper', async () => {
    await keyferry(['install', '--browser', 'chromium'], {});
    const path = wrapper();
    rmSync(path);
    await keyferry(['status'], {});
    expect(fileMode(path)).toBe(0o755);
    writeFileSync(path, '#!/bin/sh\n# mine\n');
    await keyferry(['status'], {});
    expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\n# mine\n');
  });
});
