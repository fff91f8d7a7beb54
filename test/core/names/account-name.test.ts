import { describe, expect, it } from 'vitest';
import { accountText, namePartsOf, needsLabel } from '#core/names/account-name.ts';
import { nameRoles } from '#core/names/template.ts';

const account = (accountName: string, emailAddress = '') => ({ accountId: '111122223333', accountName, emailAddress });
const nameOf = (listed: ReturnType<typeof account>, label?: string) =>
  nameRoles([namePartsOf(listed, 'Admin', { label, portal: 'acme' })], '{account}')[0];

describe('the name of an account in profile names', () => {
  it('is the account’s own name if Latin letters can spell it', () => {
    expect(nameOf(account('Größe', 'aws+x@corp.example'), 'Label')).toBe('grosse');
    expect(nameOf(account('2024', 'aws+x@corp.example'))).toBe('2024');
  });

  it.each(['本番環境', 'עברית', '   ', '\u200b\u3000', '🦊', '本番1'])(
    'for the account name %j, is the label, otherwise the first part of the e-mail address, otherwise the id',
    (name) => {
      expect(nameOf(account(name, 'aws+billing@corp.example'), 'Prod EU')).toBe('prod-eu');
      expect(nameOf(account(name, 'aws+billing@corp.example'))).toBe('aws-billing');
    },
  );

  it('is the id if Latin letters can spell neither the name nor the label nor the e-mail address', () => {
    expect(nameOf(account('本番', '本@corp.example'), '環境')).toBe('111122223333');
    expect(nameOf(account('  '))).toBe('111122223333');
  });

  it('has only the Latin words if the account’s name also has other letters and the account has no label', () => {
    expect(nameOf(account('本番 dev', 'a@corp.example'))).toBe('dev');
    expect(nameOf(account('本番 dev', 'a@corp.example'), 'Mine')).toBe('mine');
  });

  it('never contains the domain of the e-mail address', () => {
    expect(accountText(account('本番', 'root@secret.example'), undefined)).toBe('root');
  });
});

it('an account needs a label if Latin letters can spell neither its name nor its present label completely', () => {
  expect(needsLabel('本番', undefined)).toBe(true);
  expect(needsLabel('本番 dev', undefined)).toBe(true);
  expect(needsLabel('  ', undefined)).toBe(true);
  expect(needsLabel('本番', '環境')).toBe(true);
  expect(needsLabel('本番', 'Prod')).toBe(false);
  expect(needsLabel('Größe', undefined)).toBe(false);
});
