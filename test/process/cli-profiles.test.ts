import { describe, expect, it } from 'vitest';
import type { CliProfilesReply } from '#core/cli-profiles.ts';
import { askOnce, type Reply } from './rig/host.ts';
import { type CliRoleInput, cliRequest, PORTAL, writeRequest } from './rig/requests.ts';
import { makeSandbox, type Sandbox } from './rig/sandbox.ts';

type CliReply = Reply & CliProfilesReply;

async function setUp(sandbox: Sandbox, roles?: readonly CliRoleInput[], change?: Record<string, unknown>) {
  return (await askOnce(sandbox, cliRequest(roles, change))).reply as CliReply;
}

const SESSION = `[sso-session demo]
sso_start_url = ${PORTAL}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
x_keyferry = 1 ${PORTAL}
`;
const profile = (name: string, { accountId = '111122223333', roleName = 'Admin' } = {}) => `[profile ${name}]
sso_session = demo
sso_account_id = ${accountId}
sso_role_name = ${roleName}
x_keyferry = 1 ${accountId} ${roleName} ${PORTAL}
`;

describe('the built host sets up profiles of the AWS CLI’s own sign-in', () => {
  it('in a new file of mode 0600, with the session’s section', async () => {
    const sandbox = makeSandbox();
    const reply = await setUp(sandbox, [{ name: 'dev' }, { name: 'ro', roleName: 'ReadOnly' }]);
    expect(reply).toMatchObject({
      ok: true,
      sessionName: 'demo',
      counts: { added: 2, refused: 0 },
      file: 'config',
      more: 0,
    });
    expect(sandbox.read(sandbox.config)).toBe(
      `${SESSION}\n${profile('dev')}\n${profile('ro', { roleName: 'ReadOnly' })}`,
    );
    expect(sandbox.mode(sandbox.config)).toBe(0o600);
    expect(sandbox.names()).toEqual(['config']);
  });

  it('in the older form, with region and output', async () => {
    const sandbox = makeSandbox();
    const more = { form: 'older', defaultRegion: 'us-east-1', output: 'yaml' };
    expect(await setUp(sandbox, [{ name: 'default' }], more)).toMatchObject({
      sessionName: null,
      counts: { added: 1 },
    });
    expect(sandbox.read(sandbox.config)).toBe(`[default]
sso_start_url = ${PORTAL}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = Admin
region = us-east-1
output = yaml
x_keyferry = 1 111122223333 Admin ${PORTAL}
`);
  });

  it('changes nothing in a dry run, and nothing the second time', async () => {
    const sandbox = makeSandbox();
    expect(await setUp(sandbox, [{}], { dryRun: true })).toMatchObject({
      counts: { added: 1 },
      changes: [{ is: 'added' }],
    });
    expect(() => sandbox.names()).toThrow();
    await setUp(sandbox);
    const before = sandbox.read(sandbox.config);
    expect(await setUp(sandbox)).toMatchObject({ counts: { added: 0, unchanged: 1 }, changes: [] });
    expect(sandbox.read(sandbox.config)).toBe(before);
  });

  it('refuses a name of the credentials file, and the credentials file one of the config file', async () => {
    const sandbox = makeSandbox();
    await askOnce(sandbox, writeRequest([{ name: 'dev' }]));
    expect(await setUp(sandbox)).toMatchObject({ ok: false, code: 'CLI_PROFILE_SHADOWS' });
    expect(sandbox.names()).toEqual(['credentials']);
    expect(await setUp(sandbox, [{ name: 'other' }])).toMatchObject({ ok: true });
    expect((await askOnce(sandbox, writeRequest([{ name: 'other' }]))).reply).toMatchObject({
      code: 'PROFILE_SHADOWED',
    });
  });
});
