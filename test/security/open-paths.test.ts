import { chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../native-host/cli/doctor/check.ts';
import { openPathsTo, type Trusted } from '../../native-host/data-folder/path-owners.ts';
import { isPrivateGroup } from '../../native-host/data-folder/private-group.ts';
import { copyProgram, world } from '../process/rig/each-world.ts';
import { home, keyferry, root } from '../process/rig/machine.ts';
import { temporaryFolder } from '../process/rig/sandbox.ts';
import { CHROMIUM } from '../process/rig/world.ts';

const me = process.geteuid?.() ?? 0;
const isRoot = me === 0;
const needsRoot = isRoot ? '' : ': only root can give files to another user or group';
const STRANGERS = 54_321;

describe('the search for places where another user could replace a file', () => {
  const trusted: Trusted = { owners: [0, me], acceptsGroup: () => false };
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = temporaryFolder();
    file = join(folder, 'a/b/file');
    mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
    writeFileSync(file, '', { mode: 0o644 });
  });
  const found = (path = file, rule = trusted) =>
    openPathsTo(path, rule).map((each) => `${each.why} ${each.path.replace(folder, '')}`);

  it('attack 52: finds no such place if only root and the user may write', () => {
    expect(found()).toEqual([]);
  });

  it.each([
    [0o775, 'group /a'],
    [0o777, 'others /a'],
    [0o757, 'others /a'],
  ])('attack 52: finds a folder above the file with the mode %o', (mode, expected) => {
    chmodSync(join(folder, 'a'), mode);
    expect(found()).toEqual([expected]);
    expect(found(join(folder, 'a/b/missing/file'))).toEqual([expected]);
  });

  it('attack 52: accepts a folder with the sticky bit above the file, unless the file is missing and would be created in this folder', () => {
    chmodSync(join(folder, 'a/b'), 0o1777);
    expect(found()).toEqual([]);
    expect(found(join(folder, 'a/b/missing'))).toEqual(['others /a/b']);
  });

  it.each([
    [0o664, ['group /a/b/file']],
    [0o646, ['others /a/b/file']],
    [0o644, []],
  ])('attack 52: reports the file itself if others may write to it: mode %o', (mode, expected) => {
    chmodSync(file, mode);
    expect(found()).toEqual(expected);
  });

  it('attack 52: checks the folders above a link and the folders above the link’s target', () => {
    mkdirSync(join(folder, 'open'), { mode: 0o755 });
    symlinkSync(file, join(folder, 'open/link'));
    chmodSync(join(folder, 'open'), 0o777);
    expect(found(join(folder, 'open/link'))).toEqual(['others /open']);
    chmodSync(join(folder, 'open'), 0o755);
    chmodSync(join(folder, 'a/b'), 0o777);
    expect(found(join(folder, 'open/link'))).toEqual(['others /a/b']);
  });

  it('attack 52: accepts a folder to which a trusted group may write', () => {
    chmodSync(join(folder, 'a'), 0o775);
    expect(found(file, { ...trusted, acceptsGroup: () => true })).toEqual([]);
  });

  it.skipIf(!isRoot)(`attack 52: finds a folder of another user${needsRoot}`, () => {
    chownSync(join(folder, 'a'), STRANGERS, 0);
    expect(found()).toEqual(['owner /a']);
  });
});

describe('the check for a private group', () => {
  const passwd = 'root:x:0:0::/root:/bin/sh\nme:x:1000:1000::/home/me:/bin/sh\nyou:x:1001:1001::/home/you:/bin/sh\n';
  const of = (gid: number, group: string, users = passwd) => isPrivateGroup(gid, 1000, { passwd: users, group });

  it.each([
    ['of the user’s own', 1000, 'me:x:1000:\n', true],
    ['that names only its user', 1000, 'me:x:1000:me\n', true],
    ['with another member', 1000, 'me:x:1000:me,you\n', false],
    ['of another user', 1001, 'you:x:1001:\n', false],
    ['that the user only belongs to', 50, 'staff:x:50:me\n', false],
    ['that is not listed, with the user’s number', 1000, '', true],
    ['that is not listed', 1234, '', false],
  ])('attack 52: says for a group %s (gid %i in %j) whether it is private: %s', (_what, gid, group, expected) => {
    expect(of(gid, group)).toBe(expected);
  });

  it('attack 52: refuses a group that is also the first group of another user', () => {
    expect(of(1000, 'me:x:1000:\n', `${passwd}other:x:1002:1000::/:/bin/sh\n`)).toBe(false);
  });
});

const findAll = (text: string, id: string): Check[] =>
  JSON.parse(text).checks.filter((check: Check) => check.id === id);

describe.runIf(process.platform === 'linux')('install and doctor', () => {
  const owners = (env = {}): Check[] => findAll(world.keyferry(['doctor', '--json'], env).stdout, 'path-owner');

  it.skipIf(!isRoot)(`attack 52: warn of a folder in which a foreign group may write${needsRoot}`, () => {
    const folder = world.path('.config');
    world.startBrowser('.config/chromium', '.aws');
    chmodSync(folder, 0o775);
    chownSync(folder, 0, STRANGERS);
    const done = world.keyferry(['install']);
    expect(done.status).toBe(0);
    expect(done.stderr).toContain(`a group may write in ${folder}. Run \`chmod g-w ${folder}\``);
    expect(owners()).toEqual([
      expect.objectContaining({ severity: 'warning', remedy: `Run \`chmod g-w ${folder}\`.` }),
    ]);
    chmodSync(folder, 0o755);
    expect(owners()).toEqual([]);
  });

  it.each(['keyferry.cjs', 'keyferry-host'])('attack 52: warn of %s if others may write in it', (name) => {
    world.keyferry(['install', '--browser', 'chromium']);
    const file = join(JSON.parse(readFileSync(world.path(CHROMIUM), 'utf8')).path, '..', name);
    chmodSync(file, 0o757);
    expect(owners()).toEqual([expect.objectContaining({ remedy: `Run \`chmod o-w ${file}\`.` })]);
  });

  it('attack 52: warn if others may replace the program, the manifest, or the folder above the AWS files', () => {
    const open = copyProgram(join(world.root, 'open place'));
    chmodSync(dirname(open), 0o777);
    const done = world.run(open, ['install', '--browser', 'chromium']);
    expect(done.stderr).toContain(`chmod o-w '${dirname(open)}'`);
    chmodSync(world.path(CHROMIUM), 0o666);
    expect(owners().map(({ sentence }) => sentence)).toEqual([expect.stringContaining(world.path(CHROMIUM))]);
    chmodSync(world.path(CHROMIUM), 0o644);
    const above = join(world.root, 'elsewhere');
    mkdirSync(above);
    chmodSync(above, 0o777);
    const env = { AWS_SHARED_CREDENTIALS_FILE: join(above, 'aws/credentials') };
    expect(owners(env).map(({ remedy }) => remedy)).toEqual([`Run \`chmod o-w ${above}\`.`]);
  });

  it.skipIf(!isRoot)(`attack 52: with --system refuse a folder that a group may write to${needsRoot}`, async () => {
    const everyone = (args: string[] = []) => keyferry(['install', '--system', '--browser', 'chromium', ...args], {});
    chmodSync(root, 0o775);
    chownSync(root, 0, STRANGERS);
    const refused = await everyone();
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toContain(`a group may write in ${root}`);
    chmodSync(root, 0o755);
    const shared = join(root, 'system/usr/local/lib');
    mkdirSync(shared, { recursive: true });
    chmodSync(shared, 0o775);
    expect((await everyone()).stderr).toContain(`a group may write in ${shared}; run \`chmod g-w ${shared}\``);
    chmodSync(shared, 0o755);
    expect(await everyone()).toMatchObject({ status: 0 });
    chmodSync(shared, 0o775);
    const { stdout } = await keyferry(['doctor', '--json'], {});
    expect(findAll(stdout, 'system-owner')).toEqual([expect.objectContaining({ severity: 'error' })]);
    expect(home.startsWith(root)).toBe(true);
  });
});
