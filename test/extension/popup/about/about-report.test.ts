import { describe, expect, it } from 'vitest';
import { lockedFacts, programFacts, reportOf, sessionFacts } from '../../../../extension/popup/about/about-report.ts';
import { error, locked, lockedInNewRegion, session } from '../preview/fixtures.ts';

const textOf = (facts: readonly (readonly [string, string])[], name: string) =>
  facts.find(([each]) => each === name)?.[1];
const fact = (name: string, given: Parameters<typeof session>[0]) => textOf(sessionFacts(session(given)), name);

describe('the report about a portal', () => {
  it('contains all facts about the session, and for some facts also the source of the fact', () => {
    expect(Object.fromEntries(sessionFacts(session({ expiresAt: Date.UTC(2026, 10, 21, 17, 32, 31) })))).toEqual({
      'Start URL': 'https://hidden-corp.awsapps.com/start',
      Form: '<name>.awsapps.com/start',
      Partition: 'aws',
      Region: 'eu-west-1, named by the page, script#env',
      'Session from': 'the page’s own cookie',
      'Roles listed by': '/assignment/*',
      'Session ends': '2026-11-21T17:32:31.000Z, as the portal says',
      whoAmI: 'answered with a user',
    });
  });

  it.each<[string, Parameters<typeof session>[0], string]>([
    ['Region', { regionFrom: 'meta' }, 'eu-west-1, named by the page, meta tag'],
    ['Region', { regionFrom: 'host' }, 'eu-west-1, from the host name'],
    ['Region', { regionFrom: 'chosen' }, 'eu-west-1, chosen by you'],
    ['Region', { region: null, regionFrom: null }, 'unknown: the page names no region'],
    [
      'Region',
      { region: null, regionFrom: null, newRegion: 'eu-future-9' },
      'unknown: the page names eu-future-9, not allowed yet',
    ],
    ['Session from', { capture: 'cookies' }, 'the browser’s cookies, since the page cannot read its own'],
    ['Roles listed by', { listedBy: 'instance' }, '/instance/*, since /assignment/* was refused'],
    ['Roles listed by', { listedBy: null }, 'not listed yet'],
    ['Session ends', { expiresAt: null }, 'unknown: the portal did not say'],
    ['Session ends', { expired: true }, 'the session has ended'],
    ['whoAmI', { whoAmI: null }, 'not asked yet'],
    ['whoAmI', { whoAmI: 'NO_ACCESS' }, 'failed, NO_ACCESS'],
    ['whoAmI', { user: null }, 'answered without a user'],
  ])('has the correct line “%s” if the session has the values %j', (name, given, value) => {
    expect(fact(name, given)).toBe(value);
  });

  it('also describes a portal whose session Keyferry could not read', () => {
    expect(textOf(lockedFacts(locked()), 'Session from')).toContain('no cookie that it can read');
    expect(textOf(lockedFacts(lockedInNewRegion), 'Region')).toBe('eu-future-9, from the host name');
  });

  it('contains the versions of the extension and the native host', () => {
    expect(programFacts('0.1.0', { state: 'ready', version: '0.2.0' })).toEqual([
      ['Extension', '0.1.0'],
      ['Program', '0.2.0'],
    ]);
    expect(programFacts('0.1.0', { state: 'failed', error: error('HOST_MISSING') })[1]?.[1]).toBe('HOST_MISSING');
  });

  it('attack 29: contains no user name, no session key, and no facts except the ten listed facts', () => {
    const canary = 'jo.CANARY@hidden-corp.example';
    const given = session({ user: canary, key: `["default","https://x","${canary}"]`, label: `CANARY ${canary}` });
    const report = reportOf([...sessionFacts(given), ...programFacts('0.1.0', { state: 'ready', version: '0.1.0' })]);
    expect(report).not.toMatch(/CANARY|@|TOKEN|\d{12}/);
    expect(report.split('\n')).toHaveLength(12);
  });
});
