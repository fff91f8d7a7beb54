import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../native-host/cli/index.ts';
import { isOurWrapper } from '../../native-host/cli/install/own-wrappers.ts';
import { timeLeft } from '../../native-host/cli/profiles/time-left.ts';
import { dataFolder, expandPlace } from '../../native-host/data-folder/places.ts';
import { home, keyferry } from './rig/machine.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 0, 0);
const PROFILE = '[dev]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\naws_secret_access_key = SECRETKEYFERRYEXAMPLE\n';

beforeEach(() => {
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws/credentials'), PROFILE);
});

const run = (args: string[], given: Partial<CommandIo>) =>
  keyferry(args, { env: { HOME: home }, programPath: '/nowhere/keyferry.cjs', now: () => NOW, ...given });

describe('the commands on different systems', () => {
  it('install fails on a system that Keyferry does not support', async () => {
    const done = await run(['install', '--browser', 'chrome'], { platform: 'sunos' });
    expect(done).toMatchObject({ status: 1, stdout: '' });
    expect(done.stderr).toBe('keyferry: Nothing was installed because Keyferry knows no browsers on sunos.\n');
  });

  it('env prints statements for PowerShell on Windows, even if $SHELL contains another shell', async () => {
    const env = {
      SHELL: '/bin/bash',
      // The test reads this file on the real system, but Keyferry must accept the path as a Windows path.
      AWS_SHARED_CREDENTIALS_FILE: `//host${home}/x`,
      USERPROFILE: 'C:\\Users\\me',
    };
    const done = await run(['env', '--unset'], { platform: 'win32', env, isTerminal: true });
    expect(done.status).toBe(0);
    expect(done.stderr).toBe('keyferry: Printed for PowerShell, because this is Windows; --shell chooses another.\n');
    expect(done.stdout).toMatch(/AWS_SESSION_TOKEN/);
  });

  it('env prints statements for sh if $SHELL is not set', async () => {
    const done = await run(['env', '--profile', 'dev'], { isTerminal: true });
    expect(done.stdout).toContain('AWS_SECRET_ACCESS_KEY');
    expect(done.stderr).toMatch(/because \$SHELL is not set/);
  });

  it('print the code of a system error, but not the text of an internal error', async () => {
    const refused = await run(['install', '--browser', 'chromium'], {});
    expect(refused.stderr).toBe(
      'keyferry: keyferry install stopped because the system refused lstat /nowhere (ENOENT). Fix that, then run it again.\n',
    );
    const faulty = () => {
      throw new Error('SECRETKEYFERRYEXAMPLE');
    };
    const failed = await run(['status'], { now: faulty });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/^keyferry: .*status.*\n$/);
    expect(failed.stderr).not.toContain('EXAMPLE');
  });
});

describe('paths on each system', () => {
  const where = { env: {}, home: '/home/me', platform: 'linux' } as const;

  it('begin with the usual data folder of the system', () => {
    expect(dataFolder(where)).toBe('/home/me/.local/share/keyferry');
    expect(dataFolder({ ...where, env: { XDG_DATA_HOME: '/data' } })).toBe('/data/keyferry');
    expect(dataFolder({ ...where, platform: 'darwin' })).toBe('/home/me/Library/Application Support/keyferry');
    expect(dataFolder({ ...where, platform: 'win32', env: { LOCALAPPDATA: '/local' } })).toBe('/local/keyferry');
  });

  it('contain the folders of the system instead of placeholders such as {config} in the table of browsers', () => {
    const env = { XDG_CONFIG_HOME: '/cfg', LOCALAPPDATA: '/local', APPDATA: '/roaming' };
    expect(expandPlace('{config}/chromium', { ...where, env })).toBe('/cfg/chromium');
    expect(expandPlace('{config}/chromium', where)).toBe('/home/me/.config/chromium');
    expect(expandPlace('{home}/.mozilla', where)).toBe('/home/me/.mozilla');
    expect(expandPlace('{library}/Arc', where)).toBe('/home/me/Library/Application Support/Arc');
    expect(expandPlace('{local}\\Chromium', { ...where, env })).toBe('/local/Chromium');
    expect(expandPlace('{roaming}\\Mozilla', { ...where, env })).toBe('/roaming/Mozilla');
    expect(expandPlace('/etc/chromium', where)).toBe('/etc/chromium');
    expect(expandPlace('{home}/$&', { ...where, home: '/a$&b' })).toBe('/a$&b/$&');
  });

  it('are accepted as the path of a wrapper only if `keyferry install` could have written a wrapper there', () => {
    expect(isOurWrapper('/home/me/.local/share/keyferry/0.1.0-0123456789ab/keyferry-host')).toBe(true);
    expect(isOurWrapper('C:\\Users\\me\\keyferry\\1.2.3-beta.1-0123456789ab\\keyferry-host')).toBe(true);
    expect(isOurWrapper('C:\\Users\\me\\keyferry\\wsl-Ubuntu\\keyferry-host.cmd')).toBe(true);
    for (const path of ['/opt/keyferry-host', '/keyferry/x/keyferry-host', '/keyferry/0.1.0-0123456789ab/evil', '']) {
      expect(isOurWrapper(path)).toBe(false);
    }
  });
});

describe('the text for the time left', () => {
  it.each([
    [30_000, 'less than a minute'],
    [41 * 60_000, '41 min'],
    [372 * 60_000, '6 h 12 min'],
    [50 * 3_600_000, '2 d 2 h'],
    [0, 'expired less than a minute ago'],
    [-90 * 60_000, 'expired 1 h 30 min ago'],
  ])('of %i ms is “%s”', (ms, text) => {
    expect(timeLeft(NOW + ms, NOW)).toBe(text);
  });
});
