import type { Section, SectionChanges } from '#core/ini/document.ts';
import { MARKER, markerOf } from '../aws-files/profiles/profile-owner.ts';
import { profileType } from './sso-config.ts';
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

/** Stands for an account's id in the text of a section: no value holds it. */
const ANY_ACCOUNT = '\0';

/** What stands behind the name in a new profile's section, cut where the account's id goes. */
function restOf(roleName: string, region: string | undefined, common: CommonSettings): readonly string[] {
  const role = { accountId: ANY_ACCOUNT, roleName, ...(region !== undefined && { region }) };
  const { set } = profileChanges(role, common, null);
  return `]\n${set.map(([key, value]) => `${key} = ${value}\n`).join('')}`.split(ANY_ACCOUNT);
}

/**
 * New profiles' sections as one text, with an empty line between them. Made of pieces that are there already, since of
 * thousands of profiles few differ in more than names and accounts.
 */
export class NewProfiles {
  readonly #common: CommonSettings;
  #text = '';
  readonly #rests = new Map<string, readonly string[]>();

  constructor(common: CommonSettings) {
    this.#common = common;
  }

  get text(): string {
    return this.#text;
  }

  add({ accountId, roleName, name, region }: NamedRole): void {
    const key = region === undefined ? roleName : `${roleName} ${region}`;
    let rest = this.#rests.get(key);
    if (rest === undefined) {
      rest = restOf(roleName, region, this.#common);
      this.#rests.set(key, rest);
    }
    this.#text += `${this.#text === '' ? '[' : '\n['}${profileType(name)}${name}`;
    for (let at = 0; at < rest.length; at++) this.#text += at === 0 ? rest[at] : accountId + rest[at];
  }
}
