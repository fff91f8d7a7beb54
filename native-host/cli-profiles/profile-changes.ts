import type { Section, SectionChanges } from '#core/ini-document.ts';
import { MARKER, markerOf } from '../aws-files/profile-owner.ts';
import type { NamedRole } from './surroundings.ts';

/** What is the same in all profiles that are set up together. */
export interface CommonSettings {
  readonly portal: string;
  readonly region: string;
  /** Of the section that they name; null in the older form. */
  readonly sessionName: string | null;
  readonly defaultRegion?: string | undefined;
  readonly output?: string | undefined;
}

const SESSION_KEYS = ['sso_session'] as const;
const OLDER_KEYS = ['sso_start_url', 'sso_region', 'sso_registration_scopes'] as const;

/** All that Keyferry writes into a profile. Without the first ones, region and output say nothing. */
export const OWN_KEYS: readonly string[] = [
  ...SESSION_KEYS,
  ...OLDER_KEYS,
  'sso_account_id',
  'sso_role_name',
  'region',
  'output',
  MARKER,
];

/** What a profile of ours should hold, by what it holds: a region or output that is there stays. */
export function profileChanges(
  { accountId, roleName, region: own }: Omit<NamedRole, 'name'>,
  { portal, region, sessionName, defaultRegion, output }: CommonSettings,
  present: Section['values'] | null,
): SectionChanges {
  const optional = [
    ['region', own ?? defaultRegion],
    ['output', output],
  ] as const;
  const missing = optional.flatMap(([key, value]) =>
    value === undefined || present?.has(key) ? [] : [[key, value] as const],
  );
  const signIn: [string, string][] =
    sessionName === null
      ? [
          ['sso_start_url', portal],
          ['sso_region', region],
        ]
      : [['sso_session', sessionName]];
  const set = [
    ...signIn,
    ['sso_account_id', accountId] as const,
    ['sso_role_name', roleName] as const,
    ...missing,
    [MARKER, markerOf({ accountId, roleName, portal })] as const,
  ];
  return { set, remove: sessionName === null ? [...SESSION_KEYS, 'sso_registration_scopes'] : OLDER_KEYS };
}

/** Whether the section is not yet what the changes would make of it. */
export function isOutOfDate(present: Section['values'], { set, remove }: SectionChanges): boolean {
  return set.some(([key, value]) => present.get(key) !== value) || remove.some((key) => present.has(key));
}

/** Lines of a new profile, as `profileChanges` for none that is there, made quickly for thousands. */
export function bodyOf({ portal, region, sessionName, defaultRegion, output }: CommonSettings) {
  const first =
    sessionName === null ? `sso_start_url = ${portal}\nsso_region = ${region}\n` : `sso_session = ${sessionName}\n`;
  const lineOf = (key: string, value: string | undefined) => (value === undefined ? '' : `${key} = ${value}\n`);
  const [regionLine, outputLine] = [lineOf('region', defaultRegion), lineOf('output', output)];
  return ({ accountId, roleName, region: own }: Omit<NamedRole, 'name'>): string =>
    `${first}sso_account_id = ${accountId}\nsso_role_name = ${roleName}\n${own === undefined ? regionLine : lineOf('region', own)}${outputLine}${MARKER} = ${markerOf({ accountId, roleName, portal })}\n`;
}
