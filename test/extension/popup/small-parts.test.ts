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

describe('formats to copy', () => {
  it('are the four primary ones and the rest in the menu', () => {
    expect(ids(arrange(undefined).buttons)).toEqual(['bash', 'powershell', 'cmd', 'fish']);
    expect(arrange('fish').more).toHaveLength(formats.length - 4);
  });

  it('begin with the last used', () => {
    expect(ids(arrange('cmd').buttons)).toEqual(['cmd', 'bash', 'powershell', 'fish']);
    expect(ids(arrange('zsh').buttons)).toEqual(['zsh', 'bash', 'powershell', 'cmd', 'fish']);
    expect(ids(arrange('zsh').more)).not.toContain('zsh');
  });

  it.each(['nonsense', 7, '__proto__'])('ignore %j in storage', (last) => {
    expect(arrange(last)).toEqual(arrange(undefined));
  });
});

describe('the way to the portal', () => {
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
  ])('%s', (text, url) => {
    expect(startUrlFrom(text)).toBe(url);
  });

  it.each([
    '',
    'a b',
    'http://demo.awsapps.com/start',
    'https://awsapps.com.evil.example',
    'javascript:alert(1)',
    'view',
  ])('attack 3: %j opens nothing', (text) => {
    expect(startUrlFrom(text)).toBeNull();
  });
});

it('asks for the pages of an origin', () => {
  expect(asPattern('https://portal.sso.eu-west-1.amazonaws.com')).toBe('https://portal.sso.eu-west-1.amazonaws.com/*');
  expect(asPattern('https://*.awsapps.com/start*')).toBe('https://*.awsapps.com/start*');
});

describe('what an error means', () => {
  /** Codes that do not offer a retry, by the step that they offer. */
  const steps: Readonly<Record<Exclude<NextStep, 'retry'>, readonly ErrorCode[]>> = {
    'sign-in': ['NO_SESSION', 'SESSION_EXPIRED'],
    refresh: ['SESSION_CHANGED', 'NO_ACCESS', 'ROLE_GONE'],
    allow: ['ACCESS_WITHHELD'],
    install: ['UNKNOWN_KIND', 'VERSION', 'HOST_MISSING', 'HOST_FORBIDDEN', 'HOST_OLD'],
    none: ['NAME_INVALID', 'NAMES_COLLIDE', 'PROFILE_SHADOWED', 'HOST_NEW', 'VALUE_UNSAFE'],
  };

  it.each(Object.keys(errorSentences) as ErrorCode[])('%s has its next step', (code) => {
    const [step = 'retry'] = Object.entries(steps).find(([, codes]) => codes.includes(code)) ?? [];
    expect(nextStep(code)).toBe(step);
  });

  it('says what became of the file, once', () => {
    const note = (code: ErrorCode) => fileNote(code, sentenceFor(code));
    expect(note('FILE_BUSY')).toBe('Your credentials file was not changed.');
    expect(note('FILE_NO_SPACE')).toBeNull();
    expect(note('HOST_EXITED')).toContain('either the old profile or the new one');
    expect(note('WORKER_STOPPED')).toContain('Writing again is safe');
  });

  it('says nothing of a config file that a save may have changed but what is sure', () => {
    const note = (code: ErrorCode, saving: boolean) => configNote(code, sentenceFor(code), saving);
    expect(note('FILE_BUSY', true)).toBe('Nothing was changed.');
    expect(note('FILE_NO_SPACE', true)).toBeNull();
    for (const code of ['WORKER_STOPPED', 'HOST_EXITED', 'HOST_TIMEOUT', 'FILE_CONTENDED'] as const) {
      expect(note(code, true)).toContain('either the old profiles or the new ones');
      expect(note(code, false)).toBe('Nothing was changed.');
    }
  });
});
