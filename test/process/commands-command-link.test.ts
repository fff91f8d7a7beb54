import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { version } from '../../package.json';
import { copyProgram, world } from './rig/each-world.ts';
import { CHROMIUM, chunksBeside, isThere } from './rig/world.ts';

const NODE_FOLDER = dirname(process.execPath);
const onPath = (...folders: string[]) => ({ PATH: [...folders, NODE_FOLDER, '/usr/bin', '/bin'].join(':') });
const install = (args: string[] = [], env = {}) => world.keyferry(['install', '--browser', 'chromium', ...args], env);

/** Runs the `keyferry` in this folder, as a shell would if the folder were on the PATH. */
function typed(folder: string, args: string[]) {
  return spawnSync(join(folder, 'keyferry'), args, { env: world.env(onPath(folder)), encoding: 'utf8' });
}

describe('the command keyferry after install', () => {
  it.each(['.local/bin', 'bin'])('works in ~/%s if this folder is on PATH', (name) => {
    const folder = world.path(name);
    const done = install([], onPath(folder));
    expect(done.stdout).toMatch(new RegExp(`^command +written +${folder}/keyferry$`, 'm'));
    expect(typed(folder, ['--version']).stdout).toBe(`${version}\n`);
    expect(readlinkSync(join(folder, 'keyferry'))).toContain('/.local/share/keyferry/');
  });

  it('works in the folder of --bin-dir, which may be relative to the current folder', () => {
    expect(install(['--bin-dir', 'some bin'], onPath()).status).toBe(0);
    expect(typed(join(world.root, 'some bin'), ['--version']).stdout).toBe(`${version}\n`);
  });

  it('is not made if PATH contains neither ~/.local/bin nor ~/bin; install then prints a command that makes it', () => {
    const home =
      'For a `keyferry` command, run `npx keyferry install --bin-dir ~/.local/bin` and put that folder on your PATH.';
    expect(install([], onPath()).stdout).toContain(home);
    mkdirSync(world.path('tools'));
    expect(install([], onPath(world.path('tools'))).stdout).toContain(
      `For a \`keyferry\` command, run \`npx keyferry install --bin-dir ${world.path('tools')}\`.`,
    );
    expect(isThere(world.path('.local/bin'))).toBe(false);
  });

  it('is not made if npm has installed keyferry, but is made if only npx has a copy of keyferry', () => {
    const folder = world.path('.local/bin');
    const npm = world.path('npm');
    mkdirSync(npm);
    writeFileSync(join(npm, 'keyferry'), '#!/bin/sh\n', { mode: 0o755 });
    const done = install([], onPath(folder, npm));
    expect(done.stdout).not.toContain('For a `keyferry` command');
    expect(isThere(folder)).toBe(false);
    const npx = world.path('.npm/_npx/0123/node_modules/.bin');
    mkdirSync(npx, { recursive: true });
    writeFileSync(join(npx, 'keyferry'), '#!/bin/sh\n', { mode: 0o755 });
    install([], onPath(npx, folder));
    expect(isThere(join(folder, 'keyferry'))).toBe(true);
  });

  it('never replaces another program with the name keyferry', () => {
    const folder = world.path('.local/bin');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'keyferry'), 'mine');
    expect(install([], onPath(folder)).status).toBe(0);
    const before = world.snapshot();
    const done = install(['--bin-dir', folder]);
    expect(done).toMatchObject({ status: 1, stdout: '' });
    expect(done.stderr).toMatch(/keyferry is another program; move it away, or name another folder with --bin-dir/);
    expect(world.snapshot()).toEqual(before);
  });

  it('starts the newest version after each install, even after an install without --bin-dir', () => {
    const folder = world.path('somewhere');
    const older = copyProgram(join(world.root, 'older'));
    appendFileSync(chunksBeside(older)[0] ?? '', '\n// older\n');
    world.run(older, ['install', '--browser', 'chromium', '--bin-dir', folder]);
    const first = readlinkSync(join(folder, 'keyferry'));
    expect(install().stdout).toMatch(/^command +updated /m);
    expect(readlinkSync(join(folder, 'keyferry'))).not.toBe(first);
    expect(isThere(first)).toBe(false);
    expect(typed(folder, ['--version']).stdout).toBe(`${version}\n`);
    expect(install().stderr).toBe('Everything is already installed.\n');
  });

  it('is removed by uninstall, which removes exactly the files that install made', () => {
    const folder = world.path('.local/bin');
    world.startBrowser('.config/chromium');
    const before = world.snapshot();
    install([], onPath(folder));
    expect(typed(folder, ['uninstall'])).toMatchObject({ status: 0, stderr: '' });
    expect(world.snapshot()).toEqual(before);
  });

  it('is not removed by uninstall if someone has changed it', () => {
    const folder = world.path('.local/bin');
    install([], onPath(folder));
    const mine = join(folder, 'keyferry');
    spawnSync('ln', ['-sfn', '/opt/mine', mine]);
    const { data } = world.json(['uninstall']);
    expect(data.files).toContainEqual({ path: mine, result: 'kept' });
    expect(readlinkSync(mine)).toBe('/opt/mine');
  });

  it('is listed but not made by install --dry-run --json', () => {
    const folder = world.path('.local/bin');
    const { data } = world.json(['install', '--browser', 'chromium', '--dry-run'], onPath(folder));
    expect(data.files).toContainEqual({ role: 'command', path: join(folder, 'keyferry'), state: 'new' });
    expect(world.snapshot()).toEqual({});
  });
});

describe('the last line of install', () => {
  it('says what the user does next, with a command that exists', () => {
    const last = (text: string) => text.trimEnd().split('\n').at(-1);
    const next = 'Next: sign in to your AWS access portal in the browser and click the Keyferry icon.';
    expect(last(install([], onPath()).stdout)).toBe(`${next} \`keyferry doctor\` checks the installation.`);
    const folder = world.path('.local/bin');
    expect(last(install([], onPath(folder)).stdout)).toBe(`${next} \`keyferry doctor\` checks the installation.`);
    expect(JSON.parse(readFileSync(world.path(CHROMIUM), 'utf8')).name).toBe('com.keyferry.host');
  });
});
