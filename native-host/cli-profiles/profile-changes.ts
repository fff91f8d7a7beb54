import type { Section } from '#core/ini/document.ts';
import type { SectionChanges } from '#core/ini/edit-section.ts';
import { MARKER, markerOf } from '../aws-files/profiles/profile-owner.ts';
import type { NamedRole } from './plan-inputs.ts';

/** Settings that all profiles of a set-up share. */
export interface CommonSettings {
  readonly portal: string;
  readonly region: string;
  /** The name of the `[sso-session …]` section; null in the older form without such sections. */
  readonly sessionName: string | null;
  readonly defaultRegion?: string | undefined;
  readonly output?: string | undefined;
}

const SESSION_KEYS = ['sso_session'] as const;
const OLDER_KEYS = ['sso_start_url', 'sso_region', 'sso_registration_scopes'] as const;

/** All keys that Keyferry writes into a profile. */
export const OWN_KEYS: readonly string[] = [
  ...SESSION_KEYS,
  ...OLDER_KEYS,
  'sso_account_id',
  'sso_role_name',
  'region',
  'output',
  MARKER,
];

/**
 * The changes that bring a profile up to date. An existing region or output stays.
 * @param present values of the profile, or null
 */
export function profileChanges(
  { accountId, roleName, region: own }: Omit<NamedRole, 'name'>,
  { portal, region, sessionName, defaultRegion, output }: CommonSettings,
  present: Section['values'] | null,
): SectionChanges {
  const set: [string, string][] =
    sessionName === null
      ? [
          ['sso_start_url', portal],
          ['sso_region', region],
        ]
      : [['sso_session', sessionName]];
  set.push(['sso_account_id', accountId], ['sso_role_name', roleName]);
  const chosen = own ?? defaultRegion;
  if (chosen !== undefined && !present?.has('region')) set.push(['region', chosen]);
  if (output !== undefined && !present?.has('output')) set.push(['output', output]);
  set.push([MARKER, markerOf({ accountId, roleName, portal })]);
  return { set, remove: sessionName === null ? [...SESSION_KEYS, 'sso_registration_scopes'] : OLDER_KEYS };
}

/** Whether the changes would change the section. */
export function isOutOfDate(present: Section['values'], { set, remove }: SectionChanges): boolean {
  return set.some(([key, value]) => present.get(key) !== value) || remove.some((key) => present.has(key));
}

/**
 * The section of a new profile. In a new section, `remove` has only one effect: the plan is refused if a section
 * DEFAULT would give one of these keys to the new profile.
 */
export function newProfile(role: Omit<NamedRole, 'name'>, common: CommonSettings): SectionChanges {
  return { set: profileChanges(role, common, null).set, remove: OWN_KEYS };
}
