import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSafeInLine, launcherPath, liveUnavailable, pathInLine } from '../../../native-host/data-folder/launcher.ts';

describe('a path in the credential_process line of a live profile', () => {
  it.each(['/home/me/.keyferry/bin/keyferry', '/opt/a_b-c.d/keyferry'])('may be %s', (path) => {
    expect(isSafeInLine(path, 'linux')).toBe(true);
  });

  it.each(['two words', '"quoted"', "it's", 'a%b', '$HOME', '~', 'a#b', 'a;b', 'a&b', 'żółć', 'a\\b', 'a\nb', 'a+b'])(
    'attack 26: may not have a folder called %j',
    (name) => {
      expect(isSafeInLine(`/home/${name}/keyferry`, 'linux')).toBe(false);
      expect(isSafeInLine(`/home/me/keyferry${name}`, 'linux')).toBe(false);
      expect(isSafeInLine(`${name}/home/me`, 'linux')).toBe(false);
    },
  );

  it('may contain a short name on Windows, but no blank', () => {
    expect(isSafeInLine('C:\\Users\\JOHNDO~1\\.keyferry\\bin\\keyferry.cmd', 'win32')).toBe(true);
    expect(isSafeInLine('C:\\Users\\John Doe\\.keyferry\\bin\\keyferry.cmd', 'win32')).toBe(false);
    expect(isSafeInLine('/home/me/keyferry', 'win32')).toBe(false);
  });

  it('gets capital letters on Windows, because the SDK for Go misreads \\n and \\t', () => {
    expect(pathInLine('C:\\Users\\nina\\tools\\names\\keyferry.cmd', 'win32')).toBe(
      'C:\\Users\\Nina\\Tools\\Names\\keyferry.cmd',
    );
    expect(pathInLine('/home/nina/tools', 'linux')).toBe('/home/nina/tools');
  });
});

describe('the launcher of the running program', () => {
  let home: string;
  const location = (name = home) => ({
    env: {},
    platform: 'linux' as const,
    home: name,
    directory: join(home, 'data', '1.0.0'),
  });
  const put = (path: string, text: string, mode = 0o755) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
  };
  const install = (launchers: unknown) => put(join(home, 'data', 'install.json'), JSON.stringify({ launchers }));
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'keyferry-launcher-'));
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is the first launcher in the record of the installation', () => {
    const path = join(home, 'bin', 'keyferry');
    put(path, '#!/bin/sh');
    install([path, join(home, 'older')]);
    expect(launcherPath(location())).toEqual({ path });
  });

  it('is missing if its file cannot be started', () => {
    const path = join(home, 'bin', 'keyferry');
    install([path]);
    expect(launcherPath(location())).toMatchObject({ path: null, why: `${path} is missing or cannot be started` });
  });

  it.each([null, 'x', [1]])('is missing if the record names the launchers in the wrong form %j', (launchers) => {
    install(launchers);
    expect(launcherPath(location())).toMatchObject({ path: null, why: 'no launcher for AWS tools is installed' });
  });

  it('is missing if the home folder has a blank, and the error suggests --launcher-dir', () => {
    const launcher = launcherPath(location(join(home, 'John Doe')));
    expect(launcher.path).toBeNull();
    const { message } = liveUnavailable(launcher as { why: string; remedy: string });
    expect(message).toMatch(/^Live profiles are not available because some AWS tools cannot start .*John Doe/);
    expect(message).toContain('--launcher-dir DIR');
  });
});
