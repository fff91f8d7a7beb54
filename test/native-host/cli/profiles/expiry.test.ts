import { describe, expect, it } from 'vitest';
import { readSections, type Section } from '#core/ini/document.ts';
import { expiryIn } from '../../../../native-host/aws-files/profiles/stored-profile.ts';
import {
  lifetimeOf,
  readMinTtl,
  refuseExpired,
  refuseShort,
  shortWarning,
} from '../../../../native-host/cli/profiles/expiry.ts';

const MINUTE = 60_000;
const NOW = Date.UTC(2026, 10, 27, 12, 0, 0);
const MARK = 'x_keyferry = 1 111122223333 Admin https://demo.awsapps.com/start\n';

/** A section with temporary keys that expire at the given time. */
function keys(expiry: string, more = ''): Section {
  const text = `[dev]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\naws_secret_access_key = EXAMPLE\naws_session_token = EXAMPLE\nexpiration = ${expiry}\n${more}`;
  return readSections(text)[0] as Section;
}
const inMinutes = (minutes: number) => new Date(NOW + minutes * MINUTE).toISOString();

describe('the expiry time of keys', () => {
  it.each([
    ['2026-11-27T22:17:15Z', Date.UTC(2026, 10, 27, 22, 17, 15)],
    ['2026-11-27T22:17:15.123Z', Date.UTC(2026, 10, 27, 22, 17, 15, 123)],
    ['2026-11-27T22:17:15+00:00', Date.UTC(2026, 10, 27, 22, 17, 15)],
    ['2026-11-27 22:17:15+0200', Date.UTC(2026, 10, 27, 20, 17, 15)],
    ['2026-11-27 22:17:15 UTC', Date.UTC(2026, 10, 27, 22, 17, 15)],
  ])('is certain if the section has the time %s', (text, moment) => {
    expect(expiryIn(keys(text).values)).toEqual({ moment, isCertain: true });
  });

  it.each(['2026-11-27 22:17:15', '2026-11-27T22:17:15', '2026-11-27 22:17:15.000000', '2026-11-27'])(
    'is not certain if the section has the time %s, which has no time zone',
    (text) => {
      expect(expiryIn(keys(text).values)?.isCertain).toBe(false);
    },
  );

  it.each(['', 'never', 'Z', '12:00Z'])('is unknown if the section has the text %j, which is not a time', (text) => {
    expect(expiryIn(keys(text).values)).toBeNull();
  });
});

describe('refuseExpired', () => {
  it('refuses keys only if it is certain that they have expired', () => {
    expect(() => refuseExpired(lifetimeOf(keys(inMinutes(-1))), NOW)).toThrow(/expired 1 min ago/);
    expect(() => refuseExpired(lifetimeOf(keys(inMinutes(1))), NOW)).not.toThrow();
    expect(() => refuseExpired(lifetimeOf(keys('2026-11-27 01:00:00')), NOW)).not.toThrow();
    expect(() => refuseExpired(lifetimeOf(keys('2001-01-01')), NOW)).not.toThrow();
  });

  it('suggests the popup only for keys that Keyferry wrote', () => {
    expect(() => refuseExpired(lifetimeOf(keys(inMinutes(-1), MARK)), NOW)).toThrow(
      /Write the keys again from the popup\.$/,
    );
    expect(() => refuseExpired(lifetimeOf(keys(inMinutes(-1))), NOW)).toThrow(
      /Renew the keys with the tool that wrote them\.$/,
    );
  });
});

describe('the option --min-ttl', () => {
  it.each([
    [undefined, 0],
    ['90s', 90_000],
    ['15m', 15 * MINUTE],
    ['1h', 60 * MINUTE],
  ])('accepts the value %s', (text, ms) => {
    expect(readMinTtl(text)).toBe(ms);
  });

  it.each(['', '15', 'm', '15min', '-15m', '1.5h', '9999999h'])('refuses the value %j', (text) => {
    expect(() => readMinTtl(text)).toThrow(/--min-ttl takes a duration such as 15m/);
  });

  it('refuses keys that expire earlier than the option allows', () => {
    const lifetime = lifetimeOf(keys(inMinutes(14), MARK));
    expect(() => refuseShort(lifetime, 15 * MINUTE, NOW)).toThrow(
      'The credentials of profile dev expire in 14 min, and --min-ttl asks for 15 min. Write the keys again from the popup.',
    );
    expect(refuseShort(lifetime, 14 * MINUTE, NOW)).toBeNull();
    expect(refuseShort(lifetime, 0, NOW)).toBeNull();
  });

  it('causes a warning instead of a check if the expiry time is unknown or has no time zone', () => {
    for (const text of ['never', '2001-01-01 00:00:00']) {
      expect(refuseShort(lifetimeOf(keys(text)), MINUTE, NOW)).toMatch(/--min-ttl could not be checked\.$/);
    }
  });

  it('accepts long-term keys, which do not expire', () => {
    const section = readSections('[dev]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\naws_secret_access_key = EXAMPLE\n');
    expect(refuseShort(lifetimeOf(section[0] as Section), MINUTE, NOW)).toBeNull();
  });
});

describe('the warning of the command exec', () => {
  it('appears if the keys expire in less than 15 minutes', () => {
    expect(shortWarning(lifetimeOf(keys(inMinutes(15), MARK)), NOW)).toBeNull();
    expect(shortWarning(lifetimeOf(keys(inMinutes(14), MARK)), NOW)).toBe(
      'The credentials of profile dev expire in 14 min. Write the keys again from the popup.',
    );
  });

  it('says that keys may have expired if the keys’ expiry time has no time zone', () => {
    expect(shortWarning(lifetimeOf(keys('2026-11-27 11:00:00')), NOW)).toMatch(/may have expired: .* no time zone\./);
  });
});
