import { describe, expect, it, vi } from 'vitest';
import { type ErrorCode, errorSentences, sentenceFor } from '#core/errors.ts';
import { formatById, formats } from '#core/shells/shell-export.ts';
import type { NextStep } from '../../../extension/ui/error-help.ts';

vi.stubGlobal('browser', {});
const { arrange, profileCommand } = await import('../../../extension/popup/role/copy-formats.ts');
const { menuPlace } = await import('../../../extension/popup/shell/menu-place.ts');
const { tailStart } = await import('../../../extension/ui/middle-text.tsx');
const { configNote, fileNote, nextStep } = await import('../../../extension/ui/error-help.ts');
const { startUrlFrom } = await import('../../../extension/popup/sign-in/portal-field.tsx');
const { asPattern } = await import('../../../extension/popup/sign-in/allow-access.ts');

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('the formats in which keys can be copied', () => {
  const buttons = (last: unknown, os: string) => ids(arrange(last, os).buttons);

  it.each([
    ['linux', ['bash', 'zsh', 'fish', 'powershell']],
    ['mac', ['zsh', 'bash', 'fish', 'powershell']],
    ['win', ['powershell', 'cmd', 'bash', 'nushell']],
    ['openbsd', ['bash', 'zsh', 'fish', 'powershell']],
  ])('have four buttons for the formats that are usual on %s, and a menu for all other formats', (os, expected) => {
    expect(buttons(undefined, os)).toEqual(expected);
    expect(arrange(undefined, os).more).toHaveLength(formats.length - 4);
  });

  it('begin with the last used format, and the four buttons always include PowerShell and Bash', () => {
    expect(buttons('fish', 'linux')).toEqual(['fish', 'bash', 'zsh', 'powershell']);
    expect(buttons('json', 'linux')).toEqual(['json', 'bash', 'zsh', 'powershell']);
    expect(buttons('bash', 'win')).toEqual(['bash', 'powershell', 'cmd', 'nushell']);
    for (const { id } of formats)
      for (const os of ['linux', 'mac', 'win']) {
        const shown = buttons(id, os);
        expect(shown).toHaveLength(4);
        expect(shown[0]).toBe(id);
        expect(shown).toEqual(expect.arrayContaining(['powershell', 'bash']));
        expect(ids(arrange(id, os).more)).not.toContain(id);
      }
  });

  it('have buttons for the formats that the person chose, and always for PowerShell', () => {
    expect(ids(arrange(undefined, 'linux', ['nushell', 'json']).buttons)).toEqual(['nushell', 'json', 'powershell']);
    expect(ids(arrange('powershell', 'linux', ['nushell']).buttons)).toEqual(['powershell', 'nushell']);
    expect(ids(arrange('zsh', 'linux', ['nushell']).buttons)).toEqual(['nushell', 'powershell']);
    expect(ids(arrange('zsh', 'linux', ['nushell']).more)).toContain('zsh');
  });

  it('have the usual buttons if the person chose only formats that do not exist', () => {
    expect(arrange(undefined, 'linux', ['gone', '__proto__'])).toEqual(arrange(undefined, 'linux'));
  });

  it.each(['nonsense', 7, '__proto__'])(
    'have the usual buttons if the stored name of the last used format is %j, which is not the name of a format',
    (last) => {
      expect(arrange(last, 'linux')).toEqual(arrange(undefined, 'linux'));
    },
  );
});

describe('the command with which a shell uses a profile', () => {
  const command = (name: string, last: string | null, os = 'linux') =>
    profileCommand(name, last === null ? null : formatById(last), arrange(undefined, os));

  it.each([
    [null, 'linux', 'export AWS_PROFILE="a-b"'],
    [null, 'win', '$Env:AWS_PROFILE="a-b"'],
    ['fish', 'linux', "set -gx AWS_PROFILE 'a-b'"],
    ['cmd', 'linux', 'SET AWS_PROFILE=a-b'],
    ['json', 'linux', 'export AWS_PROFILE="a-b"'],
  ])('has the syntax of the last used shell (last format %s, operating system %s)', (last, os, expected) => {
    expect(command('a-b', last, os)).toBe(expected);
  });

  it('has quotes if necessary; there is no command if the shell cannot express the profile name', () => {
    expect(command("it's", null)).toBe("export AWS_PROFILE='it'\\''s'");
    expect(command('100%', 'cmd')).toBeNull();
  });
});

describe('a long name that is shortened', () => {
  it('loses letters in the middle, not at the end, and no character is cut into parts', () => {
    const cut = (name: string) => name.slice(tailStart(name));
    expect(cut('short-name')).toBe('');
    expect(cut('Bundesverwaltungsrechenzentrum Produktion')).toBe('roduktion');
    expect(cut(`${'x'.repeat(20)}👩‍👩‍👧12345678`)).toBe('👩‍👩‍👧12345678');
    expect(cut(`${'x'.repeat(20)}e\u030112345678`)).toBe('e\u030112345678');
  });

  it('loses letters only at its end if the letters are joined, as in Arabic', () => {
    const arabic = 'الحساب الرئيسي للمؤسسة الوطنية';
    expect(tailStart(arabic)).toBe(arabic.length);
  });
});

describe('the place of a menu', () => {
  const room = { innerWidth: 400, innerHeight: 300 };
  const size = (offsetHeight: number) => ({ offsetWidth: 200, offsetHeight });
  const button = (top: number) => ({ top, bottom: top + 28, left: 360, right: 392 });

  it('is below the button, or above the button if there is more room, and never outside the window', () => {
    expect(menuPlace(button(8), size(120), room)).toEqual({ left: '192px', top: '40px', maxHeight: '120px' });
    expect(menuPlace(button(260), size(120), room)).toEqual({ left: '192px', top: '136px', maxHeight: '120px' });
    expect(menuPlace(button(100), size(600), room)).toEqual({ left: '192px', top: '132px', maxHeight: '164px' });
    expect(menuPlace({ ...button(8), right: 60 }, size(120), room).left).toBe('4px');
  });
});

describe('the start URL that is made from typed text', () => {
  it.each([
    ['demo', 'https://demo.awsapps.com/start'],
    [' Demo ', 'https://demo.awsapps.com/start'],
    ['demo.awsapps.com', 'https://demo.awsapps.com/start'],
    ['https://demo.awsapps.com/start/#/?tab=accounts', 'https://demo.awsapps.com/start'],
    ['https://demo.awsapps.com/', 'https://demo.awsapps.com/start'],
    ['ssoins-1f.portal.eu-west-1.app.aws', 'https://ssoins-1f.portal.eu-west-1.app.aws'],
    ['start.us-gov-home.awsapps.com/directory/acme', 'https://start.us-gov-home.awsapps.com/directory/acme'],
    [
      'https://identitycenter.amazonaws.com/ssoins-1234567890abcdef',
      'https://identitycenter.amazonaws.com/ssoins-1234567890abcdef',
    ],
  ])('is correct for “%s”', (text, url) => {
    expect(startUrlFrom(text)).toBe(url);
  });

  it.each([
    '',
    'a b',
    'http://demo.awsapps.com/start',
    'https://awsapps.com.evil.example',
    'javascript:alert(1)',
    'view',
  ])('attack 3: does not exist for %j, so nothing is opened', (text) => {
    expect(startUrlFrom(text)).toBeNull();
  });
});

it('the match pattern for an origin matches all pages of the origin', () => {
  expect(asPattern('https://portal.sso.eu-west-1.amazonaws.com')).toBe('https://portal.sso.eu-west-1.amazonaws.com/*');
  expect(asPattern('https://*.awsapps.com/start*')).toBe('https://*.awsapps.com/start*');
});

describe('the help for an error', () => {
  const steps = {
    'sign-in': ['NO_SESSION', 'SESSION_EXPIRED'],
    refresh: ['NO_ACCESS', 'ROLE_GONE', 'SESSION_CHANGED'],
    allow: ['ACCESS_WITHHELD'],
    install: ['HOST_FORBIDDEN', 'HOST_MISSING', 'HOST_NO_NODE', 'HOST_OLD', 'UNKNOWN_KIND', 'VERSION'],
    'make-private': ['FILE_UNSAFE_DIRECTORY'],
    none: [
      ...(['FRESH_REFUSED', 'HOST_NEW', 'LIVE_KEYS_EXIST', 'LIVE_PROFILE_EXISTS', 'LIVE_UNAVAILABLE'] as const),
      ...(['NAMES_COLLIDE', 'NAME_INVALID', 'PROFILE_SHADOWED', 'QUESTION_ENDED', 'VALUE_UNSAFE'] as const),
    ],
  } satisfies Partial<Record<NextStep, ErrorCode[]>>;
  const codes = Object.keys(errorSentences) as ErrorCode[];

  it.each(Object.entries(steps))('names the next step “%s” for the error codes %j', (step, expected) => {
    expect(codes.filter((code) => nextStep(code) === step).sort()).toEqual(expected);
  });

  it('names the next step “retry” for all error codes that have no other next step', () => {
    const others = codes.filter((code) => !(Object.values(steps).flat() as ErrorCode[]).includes(code));
    expect(others.length).toBeGreaterThan(10);
    expect(others.filter((code) => nextStep(code) !== 'retry')).toEqual([]);
  });

  it('says what happened to the credentials file only if the error message does not already say what happened', () => {
    const note = (code: ErrorCode) => fileNote(code, sentenceFor(code));
    expect(note('FILE_BUSY')).toBe('Your credentials file was not changed.');
    expect(note('FILE_NO_SPACE')).toBeNull();
    expect(note('HOST_EXITED')).toContain('either the old profile or the new one');
    expect(note('WORKER_STOPPED')).toContain('Writing again is safe');
  });

  it('says that the config file is unchanged only if the file is certainly unchanged', () => {
    const note = (code: ErrorCode, saving: boolean) => configNote(code, sentenceFor(code), saving);
    expect(note('FILE_BUSY', true)).toBe('Nothing was changed.');
    expect(note('FILE_NO_SPACE', true)).toBeNull();
    for (const code of ['WORKER_STOPPED', 'HOST_EXITED', 'HOST_TIMEOUT', 'FILE_CONTENDED'] as const) {
      expect(note(code, true)).toContain('either the old profiles or the new ones');
      expect(note(code, false)).toBe('Nothing was changed.');
    }
  });
});
