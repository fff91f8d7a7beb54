import type { Section } from '#core/ini/document.ts';
import type { SectionChanges } from '#core/ini/edit-section.ts';
import { LIVE_KEY, liveLine } from '../aws-files/profiles/live-line.ts';
import { MARKER, markerOf } from '../aws-files/profiles/profile-owner.ts';
import type { NamedRole } from './plan-inputs.ts';

/** The settings that are the same for all profiles of one set-up. */
export interface CommonSettings {
  readonly portal: string;
  /** The region of the portal. */
  readonly region: string;
  /** How the profiles get their keys. */
  readonly source:
    | { readonly kind: 'sso' /** Null without `[sso-session …]` section. */; readonly sessionName: string | null }
    | { readonly kind: 'live' /** Path of the launcher. */; readonly launcher: string };
  readonly defaultRegion?: string | undefined;
  readonly output?: string | undefined;
}

const SESSION_KEYS = ['sso_session'] as const;
const OLDER_KEYS = ['sso_start_url', 'sso_region', 'sso_registration_scopes'] as const;
const SSO_ROLE_KEYS = ['sso_account_id', 'sso_role_name'] as const;

/** All settings that Keyferry writes into a profile of the config file. */
export const OWN_KEYS: readonly string[] = [
  ...SESSION_KEYS,
  ...OLDER_KEYS,
  ...SSO_ROLE_KEYS,
  LIVE_KEY,
  'region',
  'output',
  MARKER,
];

function ssoSource({ accountId, roleName }: NamedRole, sessionName: string | null, common: CommonSettings) {
  const { portal, region } = common;
  const signIn: [string, string][] =
    sessionName === null
      ? [
          ['sso_start_url', portal],
          ['sso_region', region],
        ]
      : [['sso_session', sessionName]];
  const remove = sessionName === null ? [...SESSION_KEYS, 'sso_registration_scopes'] : OLDER_KEYS;
  return {
    set: [...signIn, ['sso_account_id', accountId] as const, ['sso_role_name', roleName] as const],
    remove: [...remove, LIVE_KEY],
  };
}

function sourceChanges(role: NamedRole, common: CommonSettings): SectionChanges {
  const { source } = common;
  if (source.kind === 'sso') return ssoSource(role, source.sessionName, common);
  const { launcher } = source;
  return {
    set: [[LIVE_KEY, liveLine({ launcher, name: role.name })]],
    remove: [...SESSION_KEYS, ...OLDER_KEYS, ...SSO_ROLE_KEYS],
  };
}

/**
 * The region to write into a profile without a region. A live profile always gets a region. If no other region is
 * known, it gets the region of the portal.
 */
export function regionFor({ region }: NamedRole, common: CommonSettings): string | undefined {
  const { source, defaultRegion } = common;
  return region ?? defaultRegion ?? (source.kind === 'live' ? common.region : undefined);
}

/**
 * The changes that bring a profile up to date. If the profile has a region or an output format, it keeps them.
 * @param present the present settings of the profile, or null
 */
export function profileChanges(
  role: NamedRole,
  common: CommonSettings,
  present: Section['values'] | null,
): SectionChanges {
  const { accountId, roleName } = role;
  const optional = [
    ['region', regionFor(role, common)],
    ['output', common.output],
  ] as const;
  const missing = optional.flatMap(([key, value]) =>
    value === undefined || present?.has(key) ? [] : [[key, value] as const],
  );
  const { set, remove } = sourceChanges(role, common);
  const mark = markerOf({ accountId, roleName, portal: common.portal });
  return { set: [...set, ...missing, [MARKER, mark]], remove };
}

/** Whether at least one of the changes has an effect on the section. */
export function isOutOfDate(present: Section['values'], { set, remove }: SectionChanges): boolean {
  return set.some(([key, value]) => present.get(key) !== value) || remove.some((key) => present.has(key));
}

/**
 * The settings of a new profile. Some tools copy the settings of a section DEFAULT into every profile. The result
 * contains `remove`, so that the plan is refused if DEFAULT contains one of these settings.
 */
export function newProfile(role: NamedRole, common: CommonSettings): SectionChanges {
  return { set: profileChanges(role, common, null).set, remove: OWN_KEYS };
}
