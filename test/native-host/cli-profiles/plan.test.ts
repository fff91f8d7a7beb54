import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { IniAmbiguity } from '#core/ini/lines.ts';
import { cpuTimeOf } from '../../cpu-time.ts';
import { ADMIN, OTHER, PORTAL, planFor, profile, session, wanted } from './rig.ts';

const DEV = [{ name: 'dev' }];

describe('a new profile', () => {
  it('is appended to the file, together with the section of its SSO session', () => {
    const { after, sessionName, counts } = planFor('# mine\n[profile x]\nregion = eu-west-1\n', wanted(DEV));
    expect(after).toBe(`# mine\n[profile x]\nregion = eu-west-1\n\n${session()}\n${profile('dev')}`);
    expect(sessionName).toBe('demo');
    expect(counts).toMatchObject({ added: 1, refused: 0 });
  });

  it('gets the header [default] if its name is default', () => {
    expect(planFor('', wanted([{ name: 'default' }])).after).toContain('\n[default]\nsso_session = demo\n');
  });

  it('gets the region and the output format that the request names', () => {
    const { after } = planFor(session(), wanted(DEV, { defaultRegion: 'us-east-1', output: 'json' }));
    expect(after).toBe(`${session()}\n${profile('dev', { more: 'region = us-east-1\noutput = json\n' })}`);
  });

  it('has no SSO session in the older form', () => {
    const { after, sessionName } = planFor('', wanted(DEV, { form: 'older' }));
    expect(after).not.toContain('sso_session');
    expect(after).toContain(`[profile dev]\nsso_start_url = ${PORTAL}\nsso_region = eu-west-1\nsso_account_id`);
    expect(sessionName).toBeNull();
  });

  it('gets the same line breaks as the file', () => {
    const { after } = planFor('[profile x]\r\nregion = eu-west-1\r\n', wanted(DEV));
    expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  });
});

describe('the SSO session of a plan', () => {
  it.each(['', '/', '#', '#/', '/#/', '/?x=1'])(
    'is an existing session, even if this session has another form of the same start URL: …/start%s',
    (tail) => {
      const text = `[sso-session corp]\nsso_start_url = ${PORTAL}${tail}\nsso_region = eu-west-1\n`;
      const { after, sessionName } = planFor(text, wanted(DEV));
      expect(sessionName).toBe('corp');
      expect(after).toBe(`${text}\n${profile('dev', { named: 'corp' })}`);
    },
  );

  it('is, of several existing sessions, the one with the wanted name, or otherwise the one that Keyferry wrote', () => {
    const text = [session('a', { own: false }), session('b'), session('c', { own: false })].join('\n');
    expect(planFor(text, wanted(DEV)).sessionName).toBe('b');
    expect(planFor(text, wanted(DEV, { sessionName: 'c' })).sessionName).toBe('c');
  });

  it('gets another name if a session of another portal or region has the wanted name', () => {
    const other = session('demo', { portal: OTHER, own: false });
    expect(planFor(other, wanted(DEV)).after).toBe(
      `${other}\n${session('demo-2')}\n${profile('dev', { named: 'demo-2' })}`,
    );
    const wrong = session('demo', { region: 'us-east-1', own: false });
    expect(planFor(wrong, wanted(DEV)).sessionName).toBe('demo-2');
  });

  it.each([
    '[sso-session "demo"]',
    '[ sso-session demo ]',
    '[sso-session  demo]',
    '  [sso-session demo]',
    '[sso-session.demo]',
  ])('gets another name if some tool reads the wanted name in the header %s', (header) => {
    expect(planFor(`[profile x]\nregion = a\n${header}\n`, wanted(DEV)).sessionName).toBe('demo-2');
  });

  it('gets the portal’s new region if Keyferry wrote the session, and the session’s profiles count as updated', () => {
    const text = `${session('demo', { region: 'us-east-1' })}\n${profile('dev')}`;
    const { after, counts } = planFor(text, wanted(DEV));
    expect(after).toBe(`${session()}\n${profile('dev')}`);
    expect(counts).toMatchObject({ updated: 1, unchanged: 0 });
  });

  it('is not written if no profile would use the session', () => {
    const text = `[profile mine]\nsso_start_url = ${PORTAL}\nsso_region = eu-west-1\nsso_account_id = ${ADMIN.accountId}\nsso_role_name = Admin\n`;
    const { after, changes, sessionName } = planFor(text, wanted(DEV));
    expect(after).toBe(text);
    expect(changes).toEqual([{ ...ADMIN, name: 'mine', is: 'found' }]);
    expect(sessionName).toBeNull();
  });

  it('attack 9: must have a valid name; otherwise, nothing is written', () => {
    for (const sessionName of ['a b', ']\n[default]', '', '__proto__', 'DEFAULT']) {
      expect(() => planFor('', wanted(DEV, { sessionName }))).toThrow(KeyferryError);
    }
  });
});

describe('an existing profile', () => {
  it('is found and not changed if it is for the same role, no matter who wrote it', () => {
    const text = `${session('corp', { own: false })}\n${profile('mine', { named: 'corp', own: false, more: 'region = x\n' })}`;
    const { after, changes, counts } = planFor(text, wanted(DEV, { output: 'json' }));
    expect(after).toBe(text);
    expect(changes).toEqual([{ ...ADMIN, name: 'mine', is: 'found' }]);
    expect(counts).toMatchObject({ found: 1, added: 0 });
  });

  it('attack 9: is ignored if its name is too long for a reply', () => {
    const text = `${session()}\n${profile('x'.repeat(10_000), { own: false })}`;
    expect(planFor(text, wanted(DEV)).changes).toEqual([{ ...ADMIN, name: 'dev', is: 'added' }]);
  });

  it('is ignored if it has another portal or another region', () => {
    for (const change of [{ portal: OTHER }, { region: 'us-east-1' }]) {
      const text = `${session('corp', { own: false, ...change })}\n${profile('mine', { named: 'corp', own: false })}`;
      expect(planFor(text, wanted(DEV)).counts).toMatchObject({ found: 0, added: 1 });
    }
  });

  it('is updated if Keyferry wrote it, but the user’s own settings and region stay', () => {
    const own = profile('dev', { more: 'region = eu-central-1\ncli_pager =\n' });
    const { after, counts } = planFor(
      `${session()}\n${own.replace('sso_session = demo', 'sso_session = gone')}`,
      wanted(DEV, { defaultRegion: 'us-east-1', output: 'text' }),
    );
    expect(after).toContain('region = eu-central-1\ncli_pager =\n');
    expect(after).toContain('sso_session = demo\n');
    expect(after).toContain('output = text\n');
    expect(counts).toMatchObject({ updated: 1 });
  });

  it('can be changed from the older form to the session form, and back, if Keyferry wrote it', () => {
    const { after: older } = planFor('', wanted(DEV, { form: 'older' }));
    const { after: newer } = planFor(older, wanted(DEV));
    expect(newer).toContain('sso_session = demo\n');
    expect(newer.split('[profile')[1]?.split('[')[0]).not.toContain('sso_start_url');
    expect(planFor(newer, wanted(DEV, { form: 'older' })).after).not.toContain('sso_session = ');
  });

  it.each([
    ['another role', profile('dev', { roleName: 'Other', own: false })],
    ['keys', '[profile dev]\naws_access_key_id = AKIAEXAMPLE\n'],
    ['a region alone', '[profile dev]\nregion = eu-west-1\n'],
    ['Keyferry’s other role', profile('dev', { roleName: 'Other' })],
    ['quotes', '[profile "dev"]\nregion = eu-west-1\n'],
    ['blanks', '[ profile   dev ]\nregion = eu-west-1\n'],
    ['a dot', '[profile.dev]\nregion = eu-west-1\n'],
    ['a longer word', '[profiles dev]\nregion = eu-west-1\n'],
    ['an indented header', '[profile x]\nregion = eu-west-1\n  [profile dev]\n'],
  ])('attack 12: is not replaced if it has the wanted name and %s; the error names its line', (_, text) => {
    const { refused, counts } = planFor(`${session()}\n${text}`, wanted(DEV));
    expect(refused).toMatchObject([
      { name: 'dev', code: 'CLI_PROFILE_EXISTS', message: expect.stringMatching(/line \d+/) },
    ]);
    expect(counts).toMatchObject({ refused: 1, added: 0 });
  });

  it('counts as the user’s own profile if the user added another source of keys to a profile of Keyferry', () => {
    const text = `${session()}\n${profile('dev', { more: 'credential_process = /bin/x\n' })}`;
    expect(planFor(text, wanted(DEV)).refused).toMatchObject([{ code: 'CLI_PROFILE_EXISTS' }]);
  });

  it('causes an error if it must change but two sections have its name', () => {
    const text = `${session()}\n${profile('dev').replace('demo', 'gone')}\n[profile "dev"]\nregion = x\n`;
    expect(() => planFor(text, wanted(DEV))).toThrow(IniAmbiguity);
  });
});

describe('a profile name', () => {
  it('is refused if the credentials file already has a section with this name, and the error names the line', () => {
    const { refused } = planFor('', wanted(DEV), { credentials: '[a]\n\n[dev] # mine\naws_access_key_id = AKIA\n' });
    expect(refused).toMatchObject([
      { code: 'CLI_PROFILE_SHADOWS', message: expect.stringContaining('/credentials (line 3)') },
    ]);
  });

  it('is refused if two roles should have the same name', () => {
    const { refused } = planFor('', wanted([...DEV, { name: 'dev', roleName: 'Other' }]));
    expect(refused).toMatchObject([{ code: 'NAMES_COLLIDE' }]);
  });

  it.each(['x]\n[default]', 'a b', 'a #b', '__proto__', 'DEFAULT', 'a/b', ''])(
    'attack 9: is refused if it is %j',
    (name) => {
      expect(planFor('', wanted([{ name }])).refused).toMatchObject([{ code: 'NAME_INVALID' }]);
    },
  );
});

describe('a set-up of the whole organisation', () => {
  const roles = [
    { name: 'a', roleName: 'A' },
    { name: 'b', roleName: 'B' },
  ];
  const all = (more = {}) => wanted(roles, { whole: true, template: '{role}', ...more });
  const before = planFor('', all()).after;
  const names = { '111122223333/A': 'a', '111122223333/B': 'b' };

  it('reports profiles whose role no longer exists, and removes such profiles only on request', () => {
    const fewer = wanted(roles.slice(0, 1), { whole: true });
    const kept = planFor(before, fewer);
    expect(kept.changes).toEqual([{ name: 'b', accountId: ADMIN.accountId, roleName: 'B', is: 'gone' }]);
    expect(kept.after).toBe(before);
    const gone = planFor(before, { ...fewer, prune: ['b', 'a', 'unheard-of'] });
    expect(gone.counts).toMatchObject({ removed: 1, gone: 0, unchanged: 1 });
    expect(gone.after).toBe(planFor('', wanted(roles.slice(0, 1))).after);
  });

  it('never counts a profile as gone if a person wrote it, if it has another portal, or if the list of roles is incomplete', () => {
    const text = `${before}\n${session('o', { portal: OTHER })}\n${profile('o', { named: 'o', portal: OTHER })}\n${profile('mine', { roleName: 'M', own: false })}`;
    expect(planFor(text, { ...all(), prune: ['o', 'mine'] }).changes).toEqual([]);
    expect(planFor(text, wanted(roles.slice(0, 1), { prune: ['b'] })).changes).toEqual([]);
  });

  it('keeps the user’s own settings in the section when a profile is removed', () => {
    const text = before.replace('[profile b]\n', '[profile b]\ncli_pager = less\n');
    const { after } = planFor(text, wanted(roles.slice(0, 1), { whole: true, prune: ['b'] }));
    expect(after).toMatch(/\[profile b\]\ncli_pager = less\n$/);
  });

  it('renames the profiles whose names the old name template made', () => {
    const renamed = wanted(
      [
        { ...roles[0], name: 'x-a' },
        { ...roles[1], name: 'a' },
      ] as typeof roles,
      { whole: true, template: 'x' },
    );
    const { after, changes } = planFor(before, renamed, { earlier: names });
    expect(changes).toMatchObject([
      { name: 'x-a', is: 'renamed', was: 'a' },
      { name: 'a', is: 'renamed', was: 'b' },
    ]);
    expect(after).toBe(before.replace('[profile a]', '[profile x-a]').replace('[profile b]', '[profile a]'));
  });

  it('keeps the old name of a profile if another profile gives up the new name only later in the same set-up', () => {
    const renamed = wanted(
      [
        { name: 'a', roleName: 'B' },
        { name: 'x-a', roleName: 'A' },
      ],
      { whole: true, template: 'x' },
    );
    const { after, changes, refusals } = planFor(before, renamed, { earlier: names });
    expect(changes).toMatchObject([
      { name: 'x-a', is: 'renamed', was: 'a' },
      { name: 'b', is: 'found' },
    ]);
    expect(refusals).toEqual([]);
    expect(after).toBe(before.replace('[profile a]', '[profile x-a]'));
  });

  it('can give the name of a renamed or removed profile to another role in the same set-up', () => {
    const swapped = wanted(
      [
        { name: 'new', roleName: 'A' },
        { name: 'a', roleName: 'C' },
      ],
      { whole: true, template: 'x', prune: ['b'] },
    );
    const { after, counts } = planFor(before, swapped, { earlier: names });
    expect(counts).toMatchObject({ renamed: 1, added: 1, removed: 1, refused: 0 });
    expect(after).toBe(`${session()}\n${profile('new', { roleName: 'A' })}\n${profile('a', { roleName: 'C' })}`);
  });

  it('does not rename a profile if a person chose its name or if another profile refers to it', () => {
    const renamed = wanted([{ name: 'x', roleName: 'A' }], { template: 'x', whole: true });
    expect(planFor(before, renamed, { earlier: { '111122223333/A': 'z' } }).changes[1]).toMatchObject({
      name: 'a',
      is: 'found',
    });
    const used = `${before}\n[profile other]\nsource_profile = a\nrole_arn = arn:x\n`;
    expect(planFor(used, renamed, { earlier: names }).counts).toMatchObject({ renamed: 0, found: 1 });
    expect(planFor(before, { ...renamed, whole: false }, { earlier: names }).counts).toMatchObject({
      renamed: 0,
      found: 1,
    });
  });

  it('plans 5,000 roles in linear time, in the first set-up and in the second set-up', () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({
      name: `p${n}`,
      accountId: `${100_000_000_000 + (n >> 2)}`,
      roleName: `R${n % 4}`,
    }));
    const fewer = { whole: true, output: 'json', prune: many.slice(4000).map(({ name }) => name) } as const;
    const time = cpuTimeOf(() => {
      const { after } = planFor('', wanted(many, { whole: true }));
      expect(planFor(after, wanted(many, { whole: true })).counts).toMatchObject({ unchanged: 5000 });
      const again = planFor(after, wanted(many.slice(0, 4000), fewer));
      expect(again.counts).toMatchObject({ updated: 4000, removed: 1000 });
      expect(again.after.match(/^\[profile/gm)).toHaveLength(4000);
    });
    // This would take a hundred times as long if the time grew with the square of the number of profiles.
    expect(time).toBeLessThan(15_000);
  });
});
