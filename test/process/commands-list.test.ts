import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { world } from './rig/each-world.ts';
import { LIVE_ROLES, putKeptList, putRoles, SECRET_KEY } from './rig/terminal-roles.ts';

const HOUR = 3_600_000;

describe('keyferry list', () => {
  beforeEach(() => {
    const [dev, shop] = LIVE_ROLES;
    if (!dev || !shop) throw new Error('two roles');
    putRoles(world.home, [dev, { ...shop, usedAt: Date.now() - 2 * HOUR, usedBy: 'aws' }]);
    const roles = (...names: string[]) => names.map((roleName) => ({ roleName, name: `x-${roleName}` }));
    putKeptList(world.home, [
      { accountId: '111122223333', accountName: 'Development', roles: roles('Admin', 'ReadOnly', 'Billing') },
      { accountId: '777788889999', accountName: 'Data lake', roles: roles('Admin') },
    ]);
  });

  it('lists roles with and without a profile, with account, kind, time left, last use and production mark', () => {
    const { stdout, stderr, status } = world.keyferry(['list']);
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/^PROFILE +ACCOUNT +ID +ROLE +KIND +TIME LEFT +LAST USE$/m);
    expect(stdout).toMatch(/^shop +Shop +444455556666 +Admin +live +- +2 h 0 min ago +PRODUCTION$/m);
    expect(stdout).toMatch(/^dev +Development +111122223333 +Admin +live +- +-$/m);
    expect(stdout).toMatch(/^written +Development +111122223333 +ReadOnly +keys +\d+ d \d+ h +-$/m);
    expect(stdout).toMatch(/^- +Development +111122223333 +Billing +not set up +- +-$/m);
    expect(stdout).toMatch(/^- +Data lake +777788889999 +Admin +not set up +- +-$/m);
    expect(stdout.trim().split('\n')).toHaveLength(6);
    expect(stdout).not.toContain(SECRET_KEY);
  });

  it('if the extension has sent no list of roles, says how to list roles without a profile', () => {
    rmSync(join(world.home, '.local', 'share', 'keyferry', 'portals'), { recursive: true });
    expect(world.keyferry(['list'])).toMatchObject({
      ...{ status: 0, stdout: expect.stringMatching(/^dev /m) },
      stderr: expect.stringContaining('change the options of the extension to let the terminal see all roles'),
    });
    expect(world.keyferry(['list', '--names']).stderr).toBe('');
    const unknown = 'keyferry: No role matches billing. Roles without a profile are not known here';
    expect(world.keyferry(['list', 'billing'])).toMatchObject({ status: 1, stderr: expect.stringContaining(unknown) });
    expect(world.keyferry(['use', '--shell', 'bash', 'billing'])).toMatchObject({
      ...{ status: 1, stdout: '' },
      stderr: expect.stringContaining(unknown),
    });
    expect(world.keyferry(['configure'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('in the options'),
    });
  });

  it('--names prints only profiles, and the most recently used profile comes first', () => {
    expect(world.keyferry(['list', '--names']).stdout).toBe('shop\nwritten\ndev\n');
  });

  it('searches as the popup does: for words in any order, for account ids, and with one typing error', () => {
    const names = (...query: string[]) =>
      world
        .keyferry(['list', '--names', ...query])
        .stdout.split('\n')
        .filter(Boolean);
    expect(names('admin', 'develop')).toEqual(['dev']);
    expect(names('4444-5555')).toEqual(['shop']);
    expect(names('develpoment')).toEqual(['written', 'dev']);
    expect(world.keyferry(['list', 'nothing'])).toEqual({
      status: 1,
      stdout: '',
      stderr: 'keyferry: No role matches nothing. Run `keyferry list` to see all roles.\n',
    });
  });

  it('--json prints the roles as JSON, without secrets', () => {
    const { data, stdout } = world.json(['list', 'shop']);
    expect(data.roles).toEqual([
      {
        name: 'shop',
        kind: 'live',
        portal: 'https://demo.awsapps.com/start',
        accountId: '444455556666',
        accountName: 'Shop',
        roleName: 'Admin',
        region: 'us-east-1',
        production: true,
        expiresAt: null,
        secondsLeft: null,
        usedAt: expect.stringMatching(/^\d{4}-/),
        usedBy: 'aws',
      },
    ]);
    expect(stdout).not.toContain(SECRET_KEY);
  });

  it('no longer lists a profile as live if a person has changed its section', () => {
    const [dev] = LIVE_ROLES;
    if (!dev) throw new Error('a role');
    putRoles(world.home, [dev]);
    const { stdout } = world.keyferry(['list', 'dev']);
    expect(stdout).toMatch(/^dev .* live /m);
    putRoles(world.home, [{ ...dev, roleName: 'Other' }]);
    putRecordOf(dev.name, 'Admin');
    expect(world.keyferry(['list', '--names']).stdout).toBe('written\n');
  });
});

/** Changes the role of a live profile in live.json, but not in the config file. */
function putRecordOf(name: string, roleName: string): void {
  const path = world.path('.local/share/keyferry/live.json');
  const record = JSON.parse(readFileSync(path, 'utf8'));
  record.profiles[name].roleName = roleName;
  writeFileSync(path, JSON.stringify(record));
}
