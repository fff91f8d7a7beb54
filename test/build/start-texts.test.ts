import { describe, expect, it } from 'vitest';
import { howToPin, stepsToTry, whyAutomatic } from '../../scripts/start-texts.ts';

describe('npm start', () => {
  it.each([
    ['--auto', true, 'linux', { DISPLAY: ':0' }, /^Because of --auto/],
    [
      'no display on Linux',
      false,
      'linux',
      {},
      /because there is no display \(DISPLAY and WAYLAND_DISPLAY are not set\)/,
    ],
    ['an X display', false, 'linux', { DISPLAY: ':0' }, null],
    ['a Wayland display', false, 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, null],
    ['macOS', false, 'darwin', {}, null],
    ['Windows', false, 'win32', {}, null],
  ] as const)(
    'clicks by itself only with --auto or without a display, and says why: %s',
    (_what, asked, platform, env, expected) => {
      const why = whyAutomatic(asked, { platform, env });
      if (expected === null) expect(why).toBeNull();
      else expect(why).toMatch(expected);
    },
  );

  it('explains how to pin the Keyferry button in each kind of browser', () => {
    expect(howToPin('chrome')).toMatch(/puzzle piece, then the pin next to Keyferry\.$/);
    expect(howToPin('firefox')).toMatch(/the gear next to Keyferry, then “Pin to Toolbar”\.$/);
  });

  it('shows the address of the portal and the real path of the credentials file', () => {
    const text = stepsToTry('chrome', 'https://demo.awsapps.com/start', '/tmp/home/.aws/credentials');
    expect(text).toContain('the portal https://demo.awsapps.com/start,');
    expect(text).toContain('goes to /tmp/home/.aws/credentials\n');
    expect(text).toContain(howToPin('chrome'));
  });
});
