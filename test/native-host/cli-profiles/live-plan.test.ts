import { describe, expect, it } from 'vitest';
import { liveLine } from '../../../native-host/aws-files/profiles/live-line.ts';
import type { SetUpRequest } from '../../../native-host/cli-profiles/plan-inputs.ts';
import { OTHER, PORTAL, planFor, profile, type RoleInput, session, wanted } from './rig.ts';

const LAUNCHER = '/home/me/.keyferry/bin/keyferry';
const live = (roles: readonly RoleInput[], change: Partial<SetUpRequest> = {}) =>
  wanted(roles, { form: 'live', installation: '0'.repeat(32), launcher: LAUNCHER, ...change });
/** A live profile as Keyferry writes it. */
const section = (name: string, { launcher = LAUNCHER, roleName = 'Admin', portal = PORTAL, more = '' } = {}) =>
  `[profile ${name}]\ncredential_process = ${liveLine({ launcher, name })}\nregion = eu-west-1\n${more}x_keyferry = 1 111122223333 ${roleName} ${portal}\n`;
const DEV = [{ name: 'dev' }];
const keys = (name: string) => `[${name}]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\naws_secret_access_key = EXAMPLE\n`;

describe('a plan for live profiles', () => {
  it('adds a section with a credential_process line and Keyferry’s mark, and with no other source of keys', () => {
    const plan = planFor('', live(DEV));
    expect(plan.after).toBe(section('dev'));
    expect(plan).toMatchObject({ sessionName: null, counts: { added: 1 }, noLongerLive: [] });
    expect(plan.live).toEqual([{ accountId: '111122223333', roleName: 'Admin', name: 'dev' }]);
  });

  it('writes the region and the output format that the request names', () => {
    expect(planFor('', live(DEV, { defaultRegion: 'us-east-1' })).after).toContain('\nregion = us-east-1\n');
    expect(planFor('', live(DEV, { output: 'json' })).after).toContain('\noutput = json\n');
  });

  it('changes nothing if the same set-up runs again, but still reports the live profile', () => {
    const plan = planFor(section('dev'), live(DEV));
    expect(plan).toMatchObject({ counts: { unchanged: 1 }, changes: [] });
    expect(plan.after).toBe(section('dev'));
    expect(plan.live.map(({ name }) => name)).toEqual(['dev']);
  });

  it('writes a moved launcher’s new path into the credential_process line, and keeps the person’s own settings', () => {
    const more = 'retry_mode = standard\n';
    const plan = planFor(section('dev', { launcher: '/old/keyferry', more }), live(DEV));
    expect(plan.counts.updated).toBe(1);
    expect(plan.after).toBe(section('dev', { more }));
  });

  it('uses an existing live profile of the role, even if the profile has another name', () => {
    const plan = planFor(section('mine'), live(DEV));
    expect(plan).toMatchObject({ counts: { found: 1 }, changes: [{ name: 'mine', is: 'found' }] });
    expect(plan.live.map(({ name }) => name)).toEqual(['mine']);
  });

  it.each([
    ['keys', keys('dev')],
    ['an assumed role', '[dev]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = y\n'],
    ['another program', '[dev]\ncredential_process = /usr/bin/other\n'],
    ['an indented header', ` ${keys('dev')}`],
  ])('refuses a profile name if the credentials file has a section with the same name and %s', (_what, credentials) => {
    for (const text of ['', section('dev'), session() + profile('dev')]) {
      const plan = planFor(text, live(DEV), { credentials });
      expect(plan.refused).toMatchObject([{ name: 'dev', code: 'LIVE_KEYS_EXIST' }]);
      expect(plan.live).toEqual([]);
    }
  });

  it.each([
    `[dev]\ncredential_process = ${liveLine({ launcher: LAUNCHER, name: 'dev' })}\n`,
    '[dev]\nregion = eu-west-1\n',
  ])(
    'accepts a profile name if the credentials file has only the harmless section %j with the same name',
    (credentials) => {
      expect(planFor('', live(DEV), { credentials })).toMatchObject({ refused: [], counts: { added: 1 } });
    },
  );

  it('attack 60: refuses the name of a live profile that belongs to another portal or role', () => {
    for (const other of [section('dev', { portal: OTHER }), section('dev', { roleName: 'ReadOnly' })]) {
      const { refused, counts } = planFor(other, live(DEV));
      expect(refused).toMatchObject([{ code: 'CLI_PROFILE_EXISTS' }]);
      expect(counts.added).toBe(0);
    }
  });

  it('attack 12: does not take over a section that a person wrote or changed', () => {
    const line = `credential_process = ${liveLine({ launcher: LAUNCHER, name: 'dev' })}\n`;
    const texts = [
      `[profile dev]\n${line}`,
      `[profile dev]\ncredential_process = /usr/bin/other\n`,
      section('dev').replace('--profile dev', '--profile other'),
      section('dev', { more: 'role_arn = arn:aws:iam::111122223333:role/x\n' }),
      session() + profile('dev', { own: false }),
    ];
    for (const text of texts) {
      const plan = planFor(text, live(DEV));
      expect(plan.refused).toMatchObject([{ code: 'CLI_PROFILE_EXISTS' }]);
      expect(plan.after).toBe(text);
    }
  });

  it('adds a live profile next to a person’s own SSO profile of another name', () => {
    const mine = session() + profile('mine', { own: false });
    const plan = planFor(mine, live(DEV));
    expect(plan.counts).toMatchObject({ added: 1, found: 0 });
    expect(plan.after.startsWith(mine)).toBe(true);
  });

  it('if the role of a live profile no longer exists, removes the profile only after the person agreed', () => {
    const text = section('dev', { roleName: 'Gone' });
    const whole = { whole: true, template: '{account}' } as const;
    const kept = planFor(text, live([], whole));
    expect(kept).toMatchObject({ counts: { gone: 1 }, noLongerLive: [] });
    expect(kept.after).toBe(text);
    const pruned = planFor(text, live([], { ...whole, prune: ['dev'] }));
    expect(pruned).toMatchObject({ counts: { removed: 1 }, noLongerLive: ['dev'], after: '' });
  });
});

describe('a plan that changes the kind of a profile', () => {
  it('turns Keyferry’s own SSO profile into a live profile and back, without a second profile', () => {
    const sso = session() + profile('dev');
    const there = planFor(sso, live(DEV));
    expect(there).toMatchObject({ counts: { updated: 1, added: 0 }, noLongerLive: [] });
    expect(there.after).not.toMatch(/sso_account_id|sso_role_name|sso_session = /);
    expect(there.after.match(/^\[profile dev\]$/gm)).toHaveLength(1);
    expect(there.live.map(({ name }) => name)).toEqual(['dev']);
    const back = planFor(there.after, wanted(DEV));
    expect(back).toMatchObject({ counts: { updated: 1, added: 0 }, live: [], noLongerLive: ['dev'] });
    expect(back.after).not.toContain('credential_process');
    expect(back.after.match(/^\[profile dev\]$/gm)).toHaveLength(1);
    expect(back.after).toContain('sso_role_name = Admin');
  });

  it('does not change an existing profile of the role if the new profile has another kind and another name', () => {
    expect(planFor(section('dev'), wanted([{ name: 'dev-sso' }]))).toMatchObject({
      counts: { added: 1, updated: 0 },
      noLongerLive: [],
    });
    expect(planFor(session() + profile('dev'), live([{ name: 'dev-live' }])).counts).toMatchObject({
      added: 1,
      updated: 0,
    });
  });

  it('uses the profile of the wanted kind if the role has a live profile and an SSO profile', () => {
    const both = `${session()}${profile('dev')}\n${section('dev-live')}`;
    const plan = planFor(both, live([{ name: 'dev-live' }]));
    expect(plan).toMatchObject({ counts: { unchanged: 1, updated: 0 }, after: both });
  });

  it('keeps the kind of every existing profile if the person did not choose a kind', () => {
    const text = section('dev');
    const plan = planFor(text, wanted(DEV, { whole: true, keepsKinds: true }));
    expect(plan).toMatchObject({ changes: [{ name: 'dev', is: 'found' }], noLongerLive: [], after: text });
    const other = planFor(session() + profile('x'), live(DEV, { whole: true, keepsKinds: true }));
    expect(other).toMatchObject({ changes: [{ name: 'x', is: 'found' }], live: [] });
  });

  it('also renames the profile if an earlier name template made the name', () => {
    const earlier = { '111122223333/Admin': 'old' };
    const request = live(DEV, { whole: true, template: '{account}' });
    const plan = planFor(session() + profile('old'), request, { earlier });
    expect(plan).toMatchObject({ changes: [{ name: 'dev', was: 'old', is: 'renamed' }] });
    expect(plan.after).toContain(liveLine({ launcher: LAUNCHER, name: 'dev' }));
    const again = planFor(plan.after, live([{ name: 'new' }], { whole: true, template: '{role}' }), {
      earlier: { '111122223333/Admin': 'dev' },
    });
    expect(again).toMatchObject({ changes: [{ name: 'new', was: 'dev', is: 'renamed' }], noLongerLive: ['dev'] });
    expect(again.after).toContain(liveLine({ launcher: LAUNCHER, name: 'new' }));
    expect(again.after).not.toContain('--profile dev');
  });
});
