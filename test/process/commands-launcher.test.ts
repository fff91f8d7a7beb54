import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyProgram, program, world } from './rig/each-world.ts';
import { CHROMIUM, fileMode, isThere, World } from './rig/world.ts';

const LAUNCHER = '.keyferry/bin/keyferry';
const INSTALL = ['install', '--browser', 'chromium'];
const DATA = '.local/share/keyferry';
const recorded = (of: World = world) => JSON.parse(readFileSync(of.path(DATA, 'install.json'), 'utf8'));
const start = (path: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(path, args, { env: world.env(), encoding: 'utf8' });
  return { status, stdout, stderr };
};
const checks = (id: string, extra = {}) =>
  world.json(['doctor'], extra).data.checks.filter((check: { id: string }) => check.id === id);
const section = (path: string) =>
  `[profile dev]\ncredential_process = ${path} credential-process --profile dev\nregion = eu-west-1\nx_keyferry = 1 111122223333 Admin https://demo.awsapps.com/start\n`;

describe('keyferry install', () => {
  it('writes a launcher that starts the program for live profiles, and records the launcher', () => {
    expect(world.keyferry(INSTALL)).toMatchObject({ status: 0, stderr: '' });
    expect(start(world.path(LAUNCHER), ['--version'])).toMatchObject({ status: 0, stderr: '' });
    expect(recorded().launchers).toEqual([world.path(LAUNCHER)]);
    expect(checks('launcher')).toMatchObject([{ severity: 'ok' }]);
  });

  it('writes a launcher that prints one sentence and no keys for a profile that is not set up', () => {
    world.keyferry(INSTALL);
    const done = start(world.path(LAUNCHER), ['credential-process', '--profile', 'dev']);
    expect(done).toMatchObject({ status: 1, stdout: '' });
    expect(done.stderr).toMatch(/^keyferry: The profile dev is not set up for live keys\. .*\n$/);
  });

  it.each([0, 0o077])('attack 26: with the umask %i, makes no launcher or folder that others can write to', (mask) => {
    const before = process.umask(mask);
    try {
      world.keyferry(INSTALL);
    } finally {
      process.umask(before);
    }
    expect(fileMode(world.path(LAUNCHER))).toBe(0o755);
    for (const each of ['.keyferry', '.keyferry/bin']) expect(fileMode(world.path(each)) & 0o022).toBe(0);
  });

  it('attack 52: refuses a launcher folder that everyone can write to', () => {
    mkdirSync(world.path('.keyferry/bin'), { recursive: true });
    chmodSync(world.path('.keyferry'), 0o777);
    expect(world.keyferry(INSTALL)).toMatchObject({ status: 1, stderr: expect.stringContaining('everyone may write') });
    expect(isThere(world.path(CHROMIUM))).toBe(false);
  });

  it('does not replace a foreign program at the path of the launcher without --force', () => {
    mkdirSync(world.path('.keyferry/bin'), { recursive: true });
    writeFileSync(world.path(LAUNCHER), '#!/bin/sh\necho mine\n');
    expect(world.keyferry(INSTALL)).toMatchObject({ status: 1, stderr: expect.stringContaining(world.path(LAUNCHER)) });
    expect(readFileSync(world.path(LAUNCHER), 'utf8')).toContain('mine');
    expect(world.keyferry([...INSTALL, '--force']).status).toBe(0);
    expect(start(world.path(LAUNCHER), ['--version']).status).toBe(0);
  });

  it('changes the launcher of an older installation, so that the launcher starts the newest program', () => {
    world.keyferry(INSTALL);
    const other = copyProgram(world.path('other'));
    writeFileSync(other, `${readFileSync(other, 'utf8')}\n// a newer build\n`);
    expect(world.run(other, INSTALL).status).toBe(0);
    const text = readFileSync(world.path(LAUNCHER), 'utf8');
    const newest = dirname(JSON.parse(readFileSync(world.path(CHROMIUM), 'utf8')).path);
    expect(text).toContain(`program='${newest}/keyferry.cjs'`);
    expect(start(world.path(LAUNCHER), ['--version']).status).toBe(0);
  });

  it('writes a launcher into the folder of --launcher-dir; a later install renews all earlier launchers', () => {
    world.keyferry(INSTALL);
    const folder = world.path('tools');
    expect(world.keyferry([...INSTALL, '--launcher-dir', folder]).status).toBe(0);
    expect(recorded().launchers).toEqual([join(folder, 'keyferry'), world.path(LAUNCHER)]);
    rmSync(world.path(LAUNCHER));
    expect(world.keyferry(INSTALL).status).toBe(0);
    expect(recorded().launchers).toEqual([join(folder, 'keyferry'), world.path(LAUNCHER)]);
    for (const path of [join(folder, 'keyferry'), world.path(LAUNCHER)])
      expect(start(path, ['--version']).status).toBe(0);
    world.keyferry(['uninstall']);
    expect([isThere(folder), isThere(world.path('.keyferry'))]).toEqual([false, false]);
  });

  it.each(['two words', 'a%b', 'a#b', "it's"])('refuses the launcher folder %j as wrong usage', (name) => {
    const done = world.keyferry([...INSTALL, '--launcher-dir', world.path(name)]);
    expect(done).toMatchObject({ status: 2, stderr: expect.stringContaining('Some AWS tools cannot start a program') });
    expect(isThere(world.path(CHROMIUM))).toBe(false);
  });

  it('attack 26: succeeds in a home folder with a blank in its name, and says how the user gets live profiles', () => {
    const odd = new World(program, 'John Doe');
    try {
      const done = odd.keyferry(INSTALL);
      expect(done).toMatchObject({ status: 0, stderr: expect.stringContaining('--launcher-dir DIR') });
      expect([isThere(odd.path('.keyferry')), recorded(odd).launchers]).toEqual([false, undefined]);
      expect(odd.json(['doctor']).data.worst).toBe('ok');
      const folder = join(odd.root, 'tools');
      expect(odd.keyferry([...INSTALL, '--launcher-dir', folder])).toMatchObject({ status: 0, stderr: '' });
      expect(recorded(odd).launchers).toEqual([join(folder, 'keyferry')]);
      odd.keyferry(['uninstall']);
      expect([odd.snapshot(), isThere(folder)]).toEqual([{}, false]);
    } finally {
      odd.remove();
    }
  });

  it('attack 27: writes a launcher in which later commands replace a Node program that no longer exists', () => {
    world.keyferry(INSTALL);
    const path = world.path(LAUNCHER);
    const gone = readFileSync(path, 'utf8').replace(/^node=.*$/m, "node='/gone/node'");
    const record = recorded();
    writeFileSync(path, gone);
    chmodSync(path, 0o755);
    for (const file of record.files)
      if (file.path === path) file.sha256 = createHash('sha256').update(gone).digest('hex');
    writeFileSync(world.path(DATA, 'install.json'), JSON.stringify(record));
    world.keyferry(['status']);
    expect(readFileSync(path, 'utf8')).toContain(`node='${process.execPath}'`);
  });
});

describe('keyferry doctor', () => {
  it.each([
    ['is missing', (path: string) => rmSync(path)],
    ['is not executable', (path: string) => chmodSync(path, 0o644)],
    ['was changed after the install', (path: string) => writeFileSync(path, `${readFileSync(path)}\n#`)],
    ['was not written by `keyferry install`', (path: string) => writeFileSync(path, '#!/bin/sh\n')],
  ])('reports a launcher that %s', (what, damage) => {
    world.keyferry(INSTALL);
    damage(world.path(LAUNCHER));
    expect(checks('launcher')).toMatchObject([{ severity: 'error', sentence: expect.stringContaining(what) }]);
  });

  it('attack 52: reports everyone who could replace the launcher', () => {
    world.keyferry(INSTALL);
    chmodSync(world.path('.keyferry'), 0o777);
    expect(checks('launcher-owner')).toMatchObject([
      { severity: 'error', remedy: `Run \`chmod o-w ${world.path('.keyferry')}\`.` },
    ]);
  });

  it('reports a missing launcher as an error only if there are live profiles', () => {
    expect(checks('launcher')).toMatchObject([{ severity: 'ok' }]);
    mkdirSync(world.path('.aws'));
    writeFileSync(world.path('.aws/config'), section('/gone/keyferry'));
    expect(checks('launcher')).toMatchObject([{ severity: 'error', sentence: expect.stringContaining('no launcher') }]);
  });

  it('names, as a remedy, the install script of the clone from which Keyferry was installed', () => {
    const clone = world.path('my clone');
    const built = copyProgram(join(clone, 'dist/host'));
    mkdirSync(join(clone, 'install-scripts'));
    writeFileSync(join(clone, 'install-scripts/install.sh'), '');
    expect(world.run(built, INSTALL).status).toBe(0);
    expect(recorded().clone).toBe(clone);
    rmSync(world.path(LAUNCHER));
    const installed = join(dirname(JSON.parse(readFileSync(world.path(CHROMIUM), 'utf8')).path), 'keyferry.cjs');
    const done = world.run(installed, ['doctor']);
    expect(done.stdout).toContain(`Run \`sh '${clone}/install-scripts/install.sh'\`.`);
    rmSync(clone, { recursive: true });
    expect(world.run(installed, ['doctor']).stdout).toContain('Run `npx keyferry install`.');
  });
});
