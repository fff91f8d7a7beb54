import type { Section } from '#core/ini/document.ts';
import { roleKey } from '#core/role-key.ts';
import { liveOwner } from '../../aws-files/profiles/live-line.ts';
import { markerOf, type ProfileOwner, readMarker } from '../../aws-files/profiles/profile-owner.ts';
import { storedProfiles } from '../../aws-files/profiles/stored-profile.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import { type KeptList, keptLists } from '../../data-folder/kept-list.ts';
import { type LiveRecord, readLiveRecord } from '../../data-folder/live-record.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { configSections } from '../profiles/profile-sections.ts';
import { programLocation } from '../shared/program-location.ts';
import { type ListedRole, recentFirst } from './listed-role.ts';

/* Reads roles from files only, so that `keyferry list` works while no browser runs. The result contains no secret. */

/** Facts about an account, from the stored lists of the extension and from live.json. */
interface AccountFacts {
  readonly account: string | null;
  readonly isProduction: boolean;
}

const keyOf = (portal: string, accountId: string): string => `${portal} ${accountId}`;

function accountFacts(lists: readonly KeptList[], live: LiveRecord): ReadonlyMap<string, AccountFacts> {
  const facts = new Map<string, AccountFacts>();
  const add = (portal: string, accountId: string, name: string | undefined, isProduction: boolean) => {
    const known = facts.get(keyOf(portal, accountId));
    facts.set(keyOf(portal, accountId), {
      account: name || (known?.account ?? null),
      isProduction: isProduction || (known?.isProduction ?? false),
    });
  };
  for (const { portal, accounts } of lists)
    for (const { accountId, accountName, alias, production } of accounts)
      add(portal, accountId, alias || accountName, production === true);
  for (const { portal, accountId, accountName, alias, production } of live.values())
    add(portal, accountId, alias || accountName, production === true);
  return facts;
}

const NO_FACTS: AccountFacts = { account: null, isProduction: false };
const NOTHING = { region: null, expiresAt: null, usedAt: null, usedBy: null };

/** The role of a live profile or SSO profile that Keyferry set up in the config file; null for other profiles. */
function configRole(
  name: string,
  values: Section['values'],
  live: LiveRecord,
): { readonly kind: 'live' | 'sso'; readonly owner: ProfileOwner } | null {
  const owner = liveOwner(name, values);
  const entry = live.get(name);
  if (owner) return entry && markerOf(entry) === markerOf(owner) ? { kind: 'live', owner } : null;
  const marked = readMarker(values);
  return marked && values.has('sso_account_id') ? { kind: 'sso', owner: marked } : null;
}

/** The texts of the files that `readRoles` reads. */
interface Texts {
  readonly credentials: string;
  readonly config: string;
  readonly configPath: string;
}

type Profile = Omit<ListedRole, 'account' | 'isProduction'>;

function configProfiles({ config, configPath }: Texts, live: LiveRecord, taken: ReadonlySet<string>): Profile[] {
  return [...configSections(configPath, config)].flatMap(([name, sections]) => {
    const values = sections.at(-1)?.section.values;
    const found = values && !taken.has(name) ? configRole(name, values, live) : null;
    if (!values || !found) return [];
    const { kind, owner } = found;
    const entry = kind === 'live' ? live.get(name) : undefined;
    const { portal, accountId, roleName } = owner;
    const use = { usedAt: entry?.usedAt ?? null, usedBy: entry?.usedBy ?? null };
    return [{ ...NOTHING, name, kind, portal, accountId, roleName, region: values.get('region') ?? null, ...use }];
  });
}

function writtenProfiles({ credentials }: Texts): Profile[] {
  return storedProfiles(credentials).flatMap(({ name, owner, expiresAt }) => {
    if (owner === null) return [];
    const { portal, accountId, roleName } = owner;
    return [{ ...NOTHING, name, kind: 'keys' as const, portal, accountId, roleName, expiresAt }];
  });
}

function rolesWithoutProfile(lists: readonly KeptList[], profiles: readonly Profile[]): Profile[] {
  const keys = new Set(profiles.map((each) => `${each.portal} ${roleKey(each)}`));
  return lists.flatMap(({ portal, accounts }) =>
    accounts.flatMap(({ accountId, roles }) =>
      roles
        .filter(({ roleName }) => !keys.has(`${portal} ${roleKey({ accountId, roleName })}`))
        .map(({ roleName }) => ({ ...NOTHING, name: null, kind: 'none' as const, portal, accountId, roleName })),
    ),
  );
}

/**
 * The roles that are available to the user: roles of live profiles, roles of profiles that Keyferry wrote, and roles
 * without a profile from the lists that the extension sent. The most recently used role comes first.
 * @throws KeyferryError FILE_*, PATH_INVALID
 */
export function readRoles(io: CommandIo): readonly ListedRole[] {
  const location = programLocation(io);
  const { credentials, config: configPath } = pathsOf(io);
  const texts = { credentials: readAwsFile(credentials), config: readAwsFile(configPath), configPath };
  const live = readLiveRecord(location);
  const lists = keptLists(location);
  const written = writtenProfiles(texts);
  // If both AWS files have a profile with the same name, tools use the keys in the credentials file.
  const taken = new Set(storedProfiles(texts.credentials).map(({ name }) => name));
  const profiles = [...configProfiles(texts, live, taken), ...written];
  const facts = accountFacts(lists, live);
  return recentFirst(
    [...profiles, ...rolesWithoutProfile(lists, profiles)].map((each) => ({
      ...each,
      ...(facts.get(keyOf(each.portal, each.accountId)) ?? NO_FACTS),
    })),
  );
}

/**
 * Whether the extension has sent a list of roles. Without such a list, this program cannot know any roles that have no
 * profile.
 */
export const hasLists = (io: CommandIo): boolean => keptLists(programLocation(io)).length > 0;

/**
 * The names of all profiles in both AWS files, also of profiles that other tools wrote.
 * @throws KeyferryError FILE_*, PATH_INVALID
 */
export function profileNames(io: CommandIo): readonly string[] {
  const { credentials, config } = pathsOf(io);
  const stored = storedProfiles(readAwsFile(credentials)).map(({ name }) => name);
  return [...new Set([...stored, ...configSections(config, readAwsFile(config)).keys()])];
}
