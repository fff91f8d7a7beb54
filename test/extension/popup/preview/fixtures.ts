import { type ErrorCode, type ErrorParams, KeyferryError, toErrorReply } from '#core/errors.ts';
import { type Personal, personalKey } from '#core/personal.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { LiveProfileView, LiveView } from '#core/protocol/live-view.ts';
import {
  type ImportPreview,
  type IndexedAccount,
  indexKey,
  type KnownPortal,
  type LockedPortal,
  nothingFresh,
  nothingLive,
  type ProfileView,
  type SessionView,
  VIEW_KEY,
  type View,
} from '#core/protocol/messages.ts';
import { defaultSettings } from '#core/settings.ts';
import type { Fixture } from './fake-browser.ts';

/** The time that the clock shows in every tested page. The clock does not move. */
export const NOW = new Date('2026-11-21T11:20:30').getTime();
const MINUTE = 60_000;
export const EXPIRATION = NOW + 60 * MINUTE;

export const error = (code: ErrorCode, params: ErrorParams = {}) => toErrorReply(new KeyferryError(code, params), '');
export const ok = (value: unknown) => ({ ok: true, value });

export const session = (given: Partial<SessionView> = {}): SessionView => ({
  key: 'default https://hidden-corp.awsapps.com/start jo',
  startUrl: 'https://hidden-corp.awsapps.com/start',
  label: 'hidden-corp',
  partition: 'aws',
  region: 'eu-west-1',
  regionFrom: 'env',
  newRegion: null,
  trusted: true,
  confirmedBefore: true,
  checked: true,
  directory: null,
  user: 'jo@hidden-corp.example',
  expiresAt: NOW + (6 * 60 + 12) * MINUTE + 1000,
  expired: false,
  capture: 'page',
  listedBy: 'assignment',
  whoAmI: 'ok',
  ...given,
});

export const other = session({
  key: 'other',
  label: 'fresh-start',
  startUrl: 'https://fresh-start.awsapps.com/start',
  trusted: false,
  confirmedBefore: false,
  checked: false,
});

export const locked = (given: Partial<LockedPortal> = {}): LockedPortal => ({
  startUrl: 'https://hidden-corp.awsapps.com/start',
  label: 'hidden-corp',
  origins: [],
  wasReadable: false,
  ...given,
});

/** A portal whose host name contains a region that this version does not know. */
export const lockedInNewRegion = locked({
  startUrl: 'https://ssoins-1234567890abcdef.portal.eu-future-9.app.aws',
  label: 'ssoins-1234567890abcdef',
  origins: [
    'https://ssoins-1234567890abcdef.portal.eu-future-9.app.aws',
    'https://portal.sso.eu-future-9.amazonaws.com',
  ],
});

export const account = (
  accountId: string,
  accountName: string,
  roles: string[] | null,
  emailAddress = `aws+${accountId}@hidden-corp.example`,
): IndexedAccount => ({ accountId, accountName, emailAddress, roles });

export const accounts = [
  account('111122223333', 'Team A dev', ['AdministratorAccess', 'ReadOnlyAccess']),
  account('222233334444', 'Team A prod', ['ReadOnlyAccess']),
  account('333344445555', 'payments-prod', ['AWSPowerUserAccess', 'Billing', 'ReadOnlyAccess', 'SupportUser']),
  account('444455556666', 'sandbox', null),
  account('555566667777', 'Data platform with a name that is far too long for one line', [
    'A-permission-set-name-of-thirty-two-ch',
  ]),
  account('666677778888', 'log-archive', ['SecurityAudit']),
];

export const view = (given: Partial<View> = {}): View => ({
  sessions: [session()],
  current: session().key,
  withheld: [],
  locked: [],
  ambiguous: [],
  staleTab: false,
  listing: { phase: 'complete', done: 6, total: 6, error: null },
  host: { state: 'ready', version: '0.1.0', servesLive: true },
  profiles: [],
  writing: null,
  cliNews: null,
  live: nothingLive,
  fresh: nothingFresh,
  ...given,
});

const written = (name: string, accountId: string, roleName: string, minutes: number): ProfileView => ({
  name,
  accountId,
  roleName,
  portal: session().startUrl,
  expiration: NOW + minutes * MINUTE,
});

/** Two profiles of this portal, and a profile of another portal, which must not be shown. */
export const profiles = [
  written('prod-payments', '333344445555', 'ReadOnlyAccess', 41),
  written('sandbox', '444455556666', 'AdministratorAccess', -3),
  { ...written('elsewhere', '444455556666', 'Admin', 12), portal: other.startUrl },
];

/** A live profile of this portal. */
export const liveProfile = (given: Partial<LiveProfileView> = {}): LiveProfileView => ({
  name: 'team-a-dev-admin',
  portal: session().startUrl,
  accountId: '111122223333',
  roleName: 'AdministratorAccess',
  grant: 'session',
  isPaused: false,
  notForAgents: false,
  usedAt: NOW - 12 * MINUTE,
  usedBy: 'terraform',
  uses: 12,
  ...given,
});

/** The data with which the popup shows live profiles. Live profiles are switched on, and these profiles exist. */
export const liveView = (profiles: readonly LiveProfileView[], given: Partial<LiveView> = {}): LiveView => ({
  ...nothingLive,
  ...{ isOn: true, isServing: true, survivesRestart: true, profiles },
  ...given,
});

/** More profiles than are visible at once. One of them has names that are too long for the row. */
export const manyProfiles = [
  written(
    `a-profile-name-${'that-is-long-'.repeat(6)}indeed`,
    '555566667777',
    'A-permission-set-name-of-thirty-two-ch',
    58,
  ),
  ...['a', 'b', 'c', 'd', 'e'].map((name) => written(name, '999988887777', 'Admin', 5)),
];

const credentials = {
  accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYKEYFERRYEXAMPLE',
  sessionToken: 'IQoJb3JpZ2luX2VjKEYFERRYEXAMPLEtoken+/==',
  expiration: EXPIRATION,
};

/** The host's reply to a request to set up CLI profiles. */
export const cliReply = (
  counts: Partial<CliProfilesReply['counts']> = {},
  changes: CliProfilesReply['changes'] = [],
  refused: CliProfilesReply['refused'] = [],
) =>
  ok({
    sessionName: 'hidden-corp',
    counts: { added: 0, updated: 0, renamed: 0, found: 0, unchanged: 0, gone: 0, removed: 0, refused: 0, ...counts },
    changes,
    refused,
    more: 0,
    file: 'config',
  } satisfies CliProfilesReply);

/** The portals that the options page lists. */
export const knownPortals: readonly KnownPortal[] = [
  { startUrl: session().startUrl, label: 'hidden-corp', users: 2, unknownUser: false, managed: false },
  { startUrl: other.startUrl, label: 'fresh-start', users: 0, unknownUser: true, managed: true },
];

const change = { startUrl: session().startUrl, accountId: '333344445555', roleName: null, before: null };
/** The preview of an import. It contains every kind of change. */
export const importPreview: ImportPreview = {
  counts: { added: 3, changed: 1, same: 12 },
  changes: [
    { ...change, field: 'label', before: 'Payments', after: 'Shop' },
    { ...change, field: 'production', after: true },
    { ...change, roleName: 'ReadOnlyAccess', field: 'favourite', after: true },
    { ...change, roleName: 'ReadOnlyAccess', field: 'region', after: 'us-east-1' },
  ],
  more: 0,
  skipped: [other.startUrl],
  seen: '0'.repeat(32),
};

/** A popup with the data `shown`. The worker's answers are all successful, except those in `answers`. */
export function popup(shown: View | null, list: readonly IndexedAccount[] | null = accounts, answers = {}): Fixture {
  const key = shown?.current;
  const index = key && list ? { [indexKey(key)]: { session: key, listedAt: NOW, accounts: list } } : {};
  return {
    session: shown ? { [VIEW_KEY]: shown } : {},
    local: index,
    answers: {
      'popup/open': ok(shown),
      'popup/retry-host': ok(null),
      'options/get-settings': ok(defaultSettings),
      'options/set-settings': ok(defaultSettings),
      'popup/load-roles': ok(null),
      'popup/refresh': ok(null),
      'popup/stop-listing': ok(null),
      'popup/resume-listing': ok(null),
      'popup/seen-changes': ok(null),
      'popup/get-credentials': ok(credentials),
      'popup/write-profile': ok({ name: 'team-a-dev-admin', expiration: EXPIRATION }),
      'popup/open-console': ok(null),
      'popup/write-profiles': ok({ is: 'written', names: ['a', 'b', 'c'], expiration: EXPIRATION }),
      'popup/cancel-writing': ok(null),
      'popup/plan-cli-profiles': cliReply({ added: 3 }),
      'popup/save-cli-profiles': cliReply({ added: 3 }),
      'popup/set-favourite': ok(null),
      'popup/pause-live': ok(null),
      'popup/stop-live': ok({ removed: ['team-a-dev-admin'] }),
      'popup/lock-live': ok(null),
      'popup/switch-live': ok(shown),
      'popup/set-live-access': ok(null),
      'popup/answer-question': ok(null),
      'popup/keep-fresh': ok(null),
      'popup/customise-account': ok(null),
      'popup/customise-role': ok(null),
      'popup/renew-profiles': ok({ renewed: [{ name: 'prod-payments', expiration: EXPIRATION }], failed: [] }),
      'popup/remove-profiles': ok({ removed: ['sandbox'] }),
      'options/forget-everything': ok(null),
      'options/managed-settings': ok([]),
      'options/list-portals': ok(knownPortals),
      'options/forget-portal': ok(null),
      'options/export-personal': ok({ text: '{}\n', portals: 1 }),
      'options/plan-import': ok(importPreview),
      'options/import-personal': ok(importPreview.counts),
      ...answers,
    },
  };
}

/** A popup with the usual list. Two roles of the list are new, and one role was removed. */
export function popupWithChanges(): Fixture {
  const key = session().key;
  const changes = {
    at: NOW,
    added: ['111122223333/ReadOnlyAccess', '333344445555/SupportUser'],
    gone: [{ accountId: '444455556666', accountName: 'sandbox', roleName: 'AdministratorAccess' }],
  };
  return { ...popup(view()), local: { [indexKey(key)]: { session: key, listedAt: NOW, accounts, changes } } };
}

/** The labels, production marks and favourites of a user who has used Keyferry for a long time. */
export const personal: Personal = {
  accounts: {
    '333344445555': { label: 'Shop', production: true, region: 'eu-central-1', names: 'shop-{role}' },
    '555566667777': { production: true },
  },
  roles: {
    '111122223333/AdministratorAccess': { favourite: true, used: 3 },
    '333344445555/ReadOnlyAccess': { favourite: true, region: 'us-east-1', console: 's3', profile: 'shop' },
    '555566667777/A-permission-set-name-of-thirty-two-ch': { favourite: true },
    '333344445555/Billing': { used: 2, label: 'Invoices' },
  },
};

/** The popup of a user who has used Keyferry for a long time. */
export function ownPopup(own: Personal = personal, shown = view(), answers = {}): Fixture {
  const fixture = popup(shown, undefined, answers);
  return { ...fixture, local: { ...fixture.local, [personalKey(session().key)]: own } };
}

/** A list of `count` accounts with five roles each. */
export const manyAccounts = (count: number): IndexedAccount[] =>
  Array.from({ length: count }, (_, at) =>
    account(String(100_000_000_000 + at), `Team ${at} ${at % 3 ? 'dev' : 'prod'}`, [
      'AdministratorAccess',
      'Billing',
      'Deployer',
      'ReadOnlyAccess',
      'SupportUser',
    ]),
  );

const LONG = 'Bundesverwaltungsrechenzentrum-Verfahrensentwicklung-Donaudampfschifffahrtsgesellschaft';

/** A list in which all names are very long. */
export function longNames(): Fixture {
  const label = 'donaudampfschifffahrtsgesellschaft-hauptverwaltung';
  const long = session({ label, startUrl: `https://${label}.awsapps.com/start` });
  const list = [
    account('111122223333', `${LONG} Entwicklung`, ['Administratorzugriff_fuer_die_Gesamtorganisation', 'NurLesen']),
    account('222233334444', `${LONG} Produktion`, null),
    ...accounts,
  ];
  const shown = view({ sessions: [long, { ...long, key: 'second', user: LONG }], current: long.key });
  const name = `${LONG}-administratorzugriff`.toLowerCase();
  return popup(shown, list, { 'popup/write-profile': ok({ name, expiration: EXPIRATION }) });
}

/** A list with names in scripts that run from right to left, and in Chinese, Japanese and Korean. */
export function foreignNames(): Fixture {
  const list = [
    account('111122223333', 'الحساب الرئيسي للمؤسسة الوطنية لتقنية المعلومات', ['Admin', 'קריאה-בלבד']),
    account('222233334444', 'חשבון ייצור של צוות התשלומים', ['ReadOnlyAccess']),
    account('333344445555', '株式会社日立製作所デジタルシステム＆サービス本番環境アカウント', ['管理者アクセス']),
    account('444455556666', '결제-운영-환경', ['AdministratorAccess', 'Billing']),
    account('555566667777', 'Zahlungsverkehr Österreich (Prüfung) — größte Straße', ['Prüfer']),
  ];
  const own = [
    written('payments-he', '222233334444', 'ReadOnlyAccess', 41),
    written('seisan', '333344445555', '管理者アクセス', 12),
  ];
  return popup(view({ profiles: own, listing: { phase: 'complete', done: 5, total: 5, error: null } }), list);
}
