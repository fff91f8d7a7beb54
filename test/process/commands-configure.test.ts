import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askOnce } from './rig/host.ts';
import { type CliRoleInput, cliRequest } from './rig/requests.ts';
import { builtHost, makeSandbox, type Sandbox } from './rig/sandbox.ts';

const OTHER = 'https://other.awsapps.com/start';
const ROLES: readonly CliRoleInput[] = [
  { name: 'team-a-admin', accountName: 'Team A', roleName: 'AdministratorAccess' },
  { name: 'team-a-read-only', accountName: 'Team A', roleName: 'ReadOnlyAccess' },
  { name: 'team-b-admin', accountName: 'Team B', accountId: '444455556666', roleName: 'AdministratorAccess' },
];
const MINE = '# mine\n[profile mine]\nregion = eu-west-1\n\n';

/** Sends the host a list of all roles, as the popup does. */
const handOver = async (sandbox: Sandbox, roles = ROLES, change = {}) =>
  (await askOnce(sandbox, cliRequest(roles, { whole: true, template: '{account}-{role}', ...change }))).reply;

async function handedOver(): Promise<Sandbox> {
  const sandbox = makeSandbox();
  sandbox.put(sandbox.config, MINE);
  expect(await handOver(sandbox)).toMatchObject({ ok: true, counts: { added: 3 } });
  return sandbox;
}

async function configure(sandbox: Sandbox, args: readonly string[] = [], env: Record<string, string> = {}) {
  const command = [await builtHost(), 'configure', ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    env: { ...sandbox.env, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const names = (sandbox: Sandbox) =>
  [...sandbox.read(sandbox.config).matchAll(/^\[profile (.*)\]$/gm)].map(([, name]) => name);
const folder = (sandbox: Sandbox) => join(sandbox.home, '.local/share/keyferry/portals');

describe('keyferry configure', () => {
  it('says how the user gets a list of roles if the extension has sent no list', async () => {
    const sandbox = makeSandbox();
    const { status, stdout, stderr } = await configure(sandbox);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^keyferry: Keyferry has no list .*popup.*\.\n$/);
    expect(readdirSync(sandbox.home)).toEqual([]);
  });

  it('finds no list of roles after the browser has asked the host to forget all lists', async () => {
    const sandbox = await handedOver();
    expect(readdirSync(folder(sandbox))).toHaveLength(1);
    const request = { v: 1, id: 3, kind: 'forget-lists' };
    expect((await askOnce(sandbox, request)).reply).toEqual({ v: 1, id: 3, ok: true });
    expect((await configure(sandbox)).stderr).toMatch(/^keyferry: Keyferry has no list /);
  });

  it('still finds the list of a portal after the browser has asked the host to forget the list of another portal', async () => {
    const sandbox = await handedOver();
    const [file = ''] = readdirSync(folder(sandbox));
    const { portal } = JSON.parse(readFileSync(join(folder(sandbox), file), 'utf8')) as { portal: string };
    const forget = (startUrl: string) => {
      const request = { v: 1, id: 3, kind: 'forget-lists', portal: startUrl };
      return askOnce(sandbox, request);
    };
    expect((await forget(OTHER)).reply).toEqual({ v: 1, id: 3, ok: true });
    expect(readdirSync(folder(sandbox))).toEqual([file]);
    expect((await forget(portal)).reply).toEqual({ v: 1, id: 3, ok: true });
    expect(readdirSync(folder(sandbox))).toEqual([]);
  });

  it('uses a stored list that contains only names and ids, in a file that only the user can read', async () => {
    const sandbox = await handedOver();
    const [file = ''] = readdirSync(folder(sandbox));
    expect([statSync(folder(sandbox)).mode & 0o777, statSync(join(folder(sandbox), file)).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
    expect(Object.keys(JSON.parse(readFileSync(join(folder(sandbox), file), 'utf8'))).sort()).toEqual(
      ['accounts', 'form', 'portal', 'region', 'template', 'version'].sort(),
    );
    const before = sandbox.read(sandbox.config);
    expect(await configure(sandbox)).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringContaining('already up to date'),
    });
    expect(sandbox.read(sandbox.config)).toBe(before);
  });

  it('finds no list of roles after a set-up of single roles, or after a dry run', async () => {
    const sandbox = makeSandbox();
    await handOver(sandbox, ROLES, { whole: false });
    await handOver(sandbox, ROLES, { dryRun: true });
    expect(existsSync(folder(sandbox))).toBe(false);
  });

  it('writes profiles that the user deleted into the config file again, and prints a table of these profiles', async () => {
    const sandbox = await handedOver();
    sandbox.put(sandbox.config, MINE);
    const { status, stdout, stderr } = await configure(sandbox, ['--region', 'eu-west-1', '--output', 'json']);
    expect(stdout).toMatch(/^CHANGE +PROFILE +ACCOUNT +ROLE\nadded +team-a-admin +111122223333 +AdministratorAccess\n/);
    expect(stderr).toContain('aws sso login --profile team-a-admin');
    expect({ status, names: names(sandbox) }).toEqual({ status: 0, names: ['mine', ...ROLES.map(({ name }) => name)] });
    expect(sandbox.read(sandbox.config).startsWith(MINE)).toBe(true);
    expect(sandbox.read(sandbox.config).match(/^output = json$/gm)).toHaveLength(3);
  });

  it('uses the labels and regions that the user chose in the popup', async () => {
    const sandbox = makeSandbox();
    const own = [{ name: 'shop-admin', accountName: 'Team A', alias: 'Shop', region: 'eu-north-1' }];
    await handOver(sandbox, own, { template: '{alias}-{role}', defaultRegion: 'us-east-1', output: 'json' });
    const before = sandbox.read(sandbox.config);
    for (const text of [before, '']) {
      sandbox.put(sandbox.config, text);
      expect(await configure(sandbox)).toMatchObject({ status: 0 });
      expect(sandbox.read(sandbox.config)).toBe(before);
    }
  });

  it('prints the planned changes in a dry run, and changes nothing', async () => {
    const sandbox = await handedOver();
    const before = sandbox.read(sandbox.config);
    const { status, stdout, stderr } = await configure(sandbox, ['--dry-run', '--template', '{roleName}-{accountId}']);
    expect(stdout).toMatch(/^renamed +AdministratorAccess-111122223333 \(was team-a-admin\) +111122223333/m);
    expect(stderr).toContain('nothing was changed');
    expect({ status, text: sandbox.read(sandbox.config) }).toEqual({ status: 0, text: before });
  });

  it('renames profiles with a new template, and uses this template from then on', async () => {
    const sandbox = await handedOver();
    const renamed = [
      'AdministratorAccess-111122223333',
      'ReadOnlyAccess-111122223333',
      'AdministratorAccess-444455556666',
    ];
    expect(await configure(sandbox, ['--template', '{roleName}-{accountId}'])).toMatchObject({ status: 0 });
    expect(names(sandbox)).toEqual(['mine', ...renamed]);
    expect(await configure(sandbox)).toMatchObject({ status: 0, stdout: '' });
    expect(names(sandbox)).toEqual(['mine', ...renamed]);
  });

  it('keeps profiles whose roles are gone, and removes them with --prune', async () => {
    const sandbox = await handedOver();
    await handOver(sandbox, ROLES.slice(0, 2));
    const kept = await configure(sandbox);
    expect(kept).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^gone +team-b-admin/m),
      stderr: expect.stringContaining('--prune'),
    });
    expect(names(sandbox)).toContain('team-b-admin');
    expect((await configure(sandbox, ['--prune'])).stdout).toMatch(/^removed +team-b-admin/m);
    expect(names(sandbox)).toEqual(['mine', 'team-a-admin', 'team-a-read-only']);
  });

  it('gives a new profile another name if one of the two AWS files already has a section with its name', async () => {
    const sandbox = await handedOver();
    sandbox.put(sandbox.config, `${MINE}[profile team-a-admin]\nregion = x\n`);
    sandbox.put(sandbox.credentials, '[team-b-admin]\naws_access_key_id = AKIAEXAMPLE\n');
    expect(await configure(sandbox)).toMatchObject({ status: 0 });
    expect(names(sandbox)).toEqual([
      'mine',
      'team-a-admin',
      'demo-team-a-admin',
      'team-a-read-only',
      'demo-team-b-admin',
    ]);
  });

  it('uses AWS_PROFILE as the name of a single role, as the AWS CLI does, and never for several roles', async () => {
    const sandbox = makeSandbox();
    await handOver(sandbox, ROLES.slice(0, 1));
    sandbox.put(sandbox.config, '');
    await configure(sandbox, [], { AWS_PROFILE: 'work' });
    expect(names(sandbox)).toEqual(['work']);
    const several = await handedOver();
    sandbox.put(several.config, '');
    await configure(several, [], { AWS_PROFILE: 'work' });
    expect(names(several)).not.toContain('work');
  });

  it('asks the user to name a portal if there are lists of several portals', async () => {
    const sandbox = await handedOver();
    expect(await handOver(sandbox, [{ name: 'o', accountName: 'O' }], { portal: OTHER })).toMatchObject({ ok: true });
    const asked = await configure(sandbox);
    expect(asked).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^keyferry: .*--portal.*other\.awsapps\.com/),
    });
    expect(await configure(sandbox, ['--portal', 'other'])).toMatchObject({ status: 0 });
    expect(await configure(sandbox, ['--portal', `${OTHER}/#/`])).toMatchObject({ status: 0 });
    expect(await configure(sandbox, ['--portal', 'none'])).toMatchObject({ status: 2 });
  });

  it('changes profiles to the older form with --older-form, and back to the newer form with --session', async () => {
    const sandbox = await handedOver();
    const { stdout } = await configure(sandbox, ['--older-form']);
    expect(stdout.match(/^updated /gm)).toHaveLength(3);
    expect(sandbox.read(sandbox.config)).not.toContain('sso_session =');
    expect(await configure(sandbox)).toMatchObject({ status: 0, stdout: '' });
    await configure(sandbox, ['--session', 'corp']);
    expect(sandbox.read(sandbox.config).match(/^sso_session = demo$/gm)).toHaveLength(3);
  });

  it('prints its result as JSON if the option --json is given', async () => {
    const sandbox = await handedOver();
    sandbox.put(sandbox.config, '');
    const { stdout } = await configure(sandbox, ['--json', '--dry-run']);
    expect(JSON.parse(stdout)).toMatchObject({
      file: sandbox.config,
      dryRun: true,
      sessionName: 'demo',
      counts: { added: 3 },
      changes: [{ name: 'team-a-admin', is: 'added' }, {}, {}],
      refused: [],
    });
  });

  it.each([
    [['--template', '{accont}']],
    [['--template', '']],
    [['--region', 'eu west']],
    [['--output', 'xml']],
    [['--session', 'a b']],
    [['--session', 'a', '--older-form']],
    [['stray']],
  ])('exits with the status 2 and prints one sentence if it gets the wrong arguments %j', async (args) => {
    const { status, stdout, stderr } = await configure(await handedOver(), args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^keyferry: [^\n]+\n$/);
  });

  it('attack 13: makes valid names of profiles from hostile names of accounts in a list, or refuses to use the list', async () => {
    const sandbox = makeSandbox();
    const evil = "x]\n[default]\ncredential_process = $(id) '`&& \u202e";
    expect(
      await handOver(sandbox, [
        { name: 'fit', accountName: evil },
        { name: 'b', roleName: 'B', accountName: evil },
      ]),
    ).toMatchObject({ ok: true });
    sandbox.put(sandbox.config, '');
    expect(await configure(sandbox, ['--template', '{accountName}-{roleName}'])).toMatchObject({ status: 0 });
    for (const each of names(sandbox)) expect(each).toMatch(/^[A-Za-z0-9][A-Za-z0-9._@+-]*$/);
    expect(sandbox.read(sandbox.config)).not.toContain('credential_process =');
    const [file = ''] = readdirSync(folder(sandbox));
    const path = join(folder(sandbox), file);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"Admin"', '"Admin\\n[default]"'));
    expect(await configure(sandbox)).toMatchObject({ status: 1, stderr: expect.stringContaining('has no list') });
  });

  it('has no stored lists of roles after `keyferry configure --forget` or `keyferry uninstall`', async () => {
    for (const command of ['configure --forget', 'uninstall']) {
      const sandbox = await handedOver();
      const done = spawnSync(process.execPath, [await builtHost(), ...command.split(' ')], { env: sandbox.env });
      if (command !== 'uninstall') expect(done.stderr.toString()).toBe('Removed the list of 1 portal.\n');
      expect(existsSync(folder(sandbox)), command).toBe(false);
      expect(names(sandbox)).toHaveLength(4);
    }
  });
});
