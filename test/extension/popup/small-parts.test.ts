import { describe, expect, it, vi } from 'vitest';
import { type ErrorCode, errorSentences, sentenceFor } from '#core/errors.ts';
import { formats } from '#core/shells/shell-export.ts';
import type { NextStep } from '../../../extension/ui/error-help.ts';

vi.stubGlobal('browser', {});
const { arrange } = await import('../../../extension/popup/role/copy-formats.ts');
const { configNote, fileNote, nextStep } = await import('../../../extension/ui/error-help.ts');
const { startUrlFrom } = await import('../../../extension/popup/sign-in/portal-field.tsx');
const { asPattern } = await import('../../../extension/popup/sign-in/allow-access.ts');

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);

describe('the formats that can be copied', () => {
  it('have four buttons, and all other formats are in the menu', () => {
    expect(ids(arrange(undefined).buttons)).toEqual(['bash', 'powershell', 'cmd', 'fish']);
    expect(arrange('fish').more).toHaveLength(formats.length - 4);
  });

  it('begin with the last used format', () => {
    expect(ids(arrange('cmd').buttons)).toEqual(['cmd', 'bash', 'powershell', 'fish']);
    expect(ids(arrange('zsh').buttons)).toEqual(['zsh', 'bash', 'powershell', 'cmd', 'fish']);
    expect(ids(arrange('zsh').more)).not.toContain('zsh');
  });

  it('are those that the person chose, and PowerShell always has a button', () => {
    expect(ids(arrange(undefined, ['nushell', 'json']).buttons)).toEqual(['nushell', 'json', 'powershell']);
    expect(ids(arrange('powershell', ['nushell']).buttons)).toEqual(['powershell', 'nushell']);
    expect(ids(arrange('zsh', ['nushell']).buttons)).toEqual(['nushell', 'powershell']);
    expect(ids(arrange('zsh', ['nushell']).more)).toContain('zsh');
  });

  it('are the usual ones if the person chose only formats that do not exist', () => {
    expect(arrange(undefined, ['gone', '__proto__'])).toEqual(arrange(undefined));
  });

  it.each(['nonsense', 7, '__proto__'])('have the usual order if storage contains %j', (last) => {
    expect(arrange(last)).toEqual(arrange(undefined));
  });
});

describe('the start URL from a typed text', () => {
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
  ])('attack 3: nothing is opened for %j', (text) => {
    expect(startUrlFrom(text)).toBeNull();
  });
});

it('the match pattern of an origin contains all pages of the origin', () => {
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
    none: ['HOST_NEW', 'NAMES_COLLIDE', 'NAME_INVALID', 'PROFILE_SHADOWED', 'VALUE_UNSAFE'],
  } satisfies Partial<Record<NextStep, ErrorCode[]>>;
  const codes = Object.keys(errorSentences) as ErrorCode[];

  it.each(Object.entries(steps))('has the next step %s for %j', (step, expected) => {
    expect(codes.filter((code) => nextStep(code) === step).sort()).toEqual(expected);
  });

  it('has the next step “retry” for all other codes', () => {
    const others = codes.filter((code) => !(Object.values(steps).flat() as ErrorCode[]).includes(code));
    expect(others.length).toBeGreaterThan(10);
    expect(others.filter((code) => nextStep(code) !== 'retry')).toEqual([]);
  });

  it('says only once what happened to the file', () => {
    const note = (code: ErrorCode) => fileNote(code, sentenceFor(code));
    expect(note('FILE_BUSY')).toBe('Your credentials file was not changed.');
    expect(note('FILE_NO_SPACE')).toBeNull();
    expect(note('HOST_EXITED')).toContain('either the old profile or the new one');
    expect(note('WORKER_STOPPED')).toContain('Writing again is safe');
  });

  it('says that the config file is unchanged only if this is certain', () => {
    const note = (code: ErrorCode, saving: boolean) => configNote(code, sentenceFor(code), saving);
    expect(note('FILE_BUSY', true)).toBe('Nothing was changed.');
    expect(note('FILE_NO_SPACE', true)).toBeNull();
    for (const code of ['WORKER_STOPPED', 'HOST_EXITED', 'HOST_TIMEOUT', 'FILE_CONTENDED'] as const) {
      expect(note(code, true)).toContain('either the old profiles or the new ones');
      expect(note(code, false)).toBe('Nothing was changed.');
    }
  });
});
