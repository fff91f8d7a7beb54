import {
  accounts,
  error,
  foreignNames,
  longNames,
  manyAccounts,
  other,
  ownPopup,
  popup,
  popupWithChanges,
  session,
  view,
} from '../fixtures.ts';
import { type ScreenCase, search } from './case.ts';

const failed = (code: 'THROTTLED' | 'OFFLINE') =>
  view({ listing: { phase: 'failed', done: 2, total: 6, error: error(code) } });

export const listScreens: readonly ScreenCase[] = [
  {
    name: 'withheld-with-list',
    fixture: popup(view({ withheld: ['https://portal.sso.eu-west-1.amazonaws.com'] })),
    shows: 'Allow access',
  },
  {
    name: 'clock-ahead',
    fixture: popup(view({ clockAheadMs: 2 * 3_600_000 })),
    shows: 'clock is 2 h ahead of the portal’s',
  },
  {
    name: 'clock-behind',
    fixture: popup(view({ clockAheadMs: -3 * 60_000 })),
    shows: 'clock is 3 min behind the portal’s',
  },
  {
    name: 'list-not-answering',
    fixture: popup(view(), accounts, { 'popup/open': null }),
    shows: 'The list below may be out of date',
  },
  {
    name: 'loading',
    fixture: popup(view({ listing: { phase: 'listing', done: 0, total: 0, error: null } }), null),
    shows: 'Loading your accounts',
  },
  {
    name: 'list-growing',
    fixture: popup(view({ listing: { phase: 'listing', done: 212, total: 300, error: null } })),
    shows: '212 of 300',
  },
  {
    name: 'list-stopped',
    fixture: popup(view({ listing: { phase: 'stopped', done: 212, total: 300, error: null } })),
    shows: 'stopped at 212 of 300',
  },
  { name: 'list-changes', fixture: popupWithChanges(), shows: '2 new, 1 gone' },
  {
    name: 'list-changes-open',
    fixture: popupWithChanges(),
    act: (page) => page.locator('aria/2 new, 1 gone[role="button"]').click(),
    shows: 'Mark as seen',
  },
  { name: 'list', fixture: popup(view()), shows: 'Team A dev' },
  { name: 'favourites', fixture: ownPopup(), shows: 'Favourites' },
  { name: 'favourites-found', fixture: ownPopup(), act: search('shop'), shows: '4 roles found' },
  { name: 'list-private', fixture: { ...popup(view()), private: true }, shows: 'private' },
  { name: 'list-long', fixture: popup(view(), manyAccounts(1000)), shows: 'Team 0 prod' },
  { name: 'list-empty', fixture: popup(view(), []), shows: 'The portal shows no accounts for you' },
  { name: 'long-names', fixture: longNames(), shows: 'Bundesverwaltungsrechenzentrum' },
  { name: 'foreign-names', fixture: foreignNames(), shows: '管理者アクセス' },
  {
    name: 'foreign-names-card',
    fixture: foreignNames(),
    act: (page) => page.click('[data-row^="111122223333/"]'),
    shows: 'الحساب',
  },
  { name: 'search', fixture: popup(view()), act: search('prod read'), shows: '2 roles found' },
  { name: 'search-email', fixture: popup(view()), act: search('aws+333'), shows: 'aws+333344445555' },
  { name: 'nothing-found', fixture: popup(view()), act: search('no such thing'), shows: 'No account or role matches' },
  { name: 'several-sessions', fixture: popup(view({ sessions: [session(), other] })), shows: 'fresh-start' },
  { name: 'throttled', fixture: popup(failed('THROTTLED')), shows: 'asks to slow down' },
  { name: 'offline', fixture: popup(failed('OFFLINE'), []), shows: 'could not be reached' },
  { name: 'help', fixture: popup(view()), act: search('?'), shows: 'this help' },
];
