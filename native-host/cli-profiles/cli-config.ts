import { readSections, type Section } from '#core/ini/document.ts';
import { parsePortalUrl } from '#core/portals/portals.ts';
import { liveOwner } from '../aws-files/profiles/live-line.ts';
import { otherSources, type ProfileOwner, readMarker } from '../aws-files/profiles/profile-owner.ts';

/** An `[sso-session …]` section of the config file. */
export interface SsoSession {
  readonly name: string;
  readonly line: number;
  /** The canonical start URL, or the raw text if it is not a start URL that Keyferry knows. */
  readonly portal: string;
  readonly region: string;
  /** Whether Keyferry wrote the section. */
  readonly isOwn: boolean;
}

/** An SSO profile or a live profile of the config file. */
export interface CliProfile {
  readonly kind: 'sso' | 'live';
  readonly name: string;
  readonly line: number;
  readonly accountId: string;
  readonly roleName: string;
  /** The portal, as in `SsoSession`; null if the profile's session does not exist. A live profile's mark names it. */
  readonly portal: string | null;
  /** The portal's region; null if it is unknown, as for a live profile. */
  readonly region: string | null;
  /** Set if Keyferry wrote the profile and its role and portal are unchanged. */
  readonly owner: ProfileOwner | null;
  /** Whether the profile has no other source of credentials. */
  readonly isPlain: boolean;
  readonly values: Section['values'];
}

export interface CliConfig {
  readonly sessions: readonly SsoSession[];
  readonly profiles: readonly CliProfile[];
  /** Names of the profiles that other profiles refer to with `source_profile`. */
  readonly sources: ReadonlySet<string>;
}

/** The header of a profile in the config file: `default` or `profile NAME`. */
export const profileHeader = (name: string): string => (name === 'default' ? name : `profile ${name}`);
/** The header of a session's section in the config file. */
export const sessionHeader = (name: string): string => `sso-session ${name}`;

/**
 * The key differs from MARKER, because botocore refuses a profile if one of its keys has another value than the same
 * key in the profile's session.
 */
export const SESSION_MARKER = 'x_keyferry_session';
/** The mark of a session's section that Keyferry wrote. @param portal start URL */
export const sessionMarkOf = (portal: string): string => `1 ${portal}`;

/** The start URLs of one portal may differ in a slash, a fragment or letter case. */
export const canonicalStartUrl = (text: string): string => parsePortalUrl(text)?.startUrl ?? text;

/** The most characters of a profile name. Keyferry never writes a longer name, and it would not fit into a reply. */
const MAX_NAME = 128;

/** The name after the section's type. It may be bare or in quotes, which all tools read alike. Null for other forms. */
export function nameBehind(type: 'profile' | 'sso-session', section: string): string | null {
  const [, , quoted, bare] =
    new RegExp(`^${type}[ \\t]+(?:(["'])([^"'\\\\]+)\\1|([^\\s"'\\\\]+))$`).exec(section) ?? [];
  return quoted ?? bare ?? null;
}

function sessionIn({ name: section, line, values }: Section): SsoSession | null {
  const name = nameBehind('sso-session', section);
  const startUrl = values.get('sso_start_url');
  const region = values.get('sso_region');
  if (name === null || startUrl === undefined || region === undefined) return null;
  const portal = canonicalStartUrl(startUrl);
  return { name, line, portal, region, isOwn: values.get(SESSION_MARKER) === sessionMarkOf(portal) };
}

/** Keys of other credential sources. */
const foreignSources = ['aws_access_key_id', ...otherSources.filter((key) => !key.startsWith('sso_'))];

function ownerOf(values: Section['values'], role: Omit<ProfileOwner, 'portal'>, portal: string | null) {
  const owner = readMarker(values);
  if (owner === null || owner.accountId !== role.accountId || owner.roleName !== role.roleName) return null;
  return portal === null || portal === owner.portal ? owner : null;
}

const profileNameIn = ({ name }: Section): string | null => (name === 'default' ? name : nameBehind('profile', name));

function liveProfileIn(section: Section): CliProfile | null {
  const { line, values } = section;
  const name = profileNameIn(section);
  const marked = name === null || name.length > MAX_NAME ? null : liveOwner(name, values);
  if (name === null || marked === null) return null;
  const owner = section.name === profileHeader(name) ? marked : null;
  const { accountId, roleName, portal } = marked;
  return { kind: 'live', name, line, accountId, roleName, portal, region: null, owner, isPlain: true, values };
}

function ssoProfileIn(section: Section, sessions: ReadonlyMap<string, SsoSession>): CliProfile | null {
  const { line, values } = section;
  const name = profileNameIn(section);
  const accountId = values.get('sso_account_id');
  const roleName = values.get('sso_role_name');
  if (name === null || name.length > MAX_NAME || accountId === undefined || roleName === undefined) return null;
  const sessionName = values.get('sso_session');
  const startUrl = values.get('sso_start_url');
  const written = startUrl === undefined ? null : canonicalStartUrl(startUrl);
  const session = sessionName === undefined ? null : sessions.get(sessionName);
  const portal = session === null ? written : (session?.portal ?? null);
  const region = session === null ? (values.get('sso_region') ?? null) : (session?.region ?? null);
  const role = { accountId, roleName };
  const isPlain = !foreignSources.some((key) => values.has(key));
  // Keyferry does not edit a section if someone has rewritten its header.
  const owner = isPlain && section.name === profileHeader(name) ? ownerOf(values, role, portal) : null;
  return { kind: 'sso', name, line, ...role, portal: portal ?? owner?.portal ?? null, region, owner, isPlain, values };
}

/** The SSO sessions, SSO profiles and live profiles of a config file, as the AWS CLI reads them. */
export function readCliConfig(text: string): CliConfig {
  const sections = readSections(text);
  const sessions = sections.map(sessionIn).filter((each) => each !== null);
  const byName = new Map(sessions.map((session) => [session.name, session]));
  const profiles = sections.flatMap((section) => ssoProfileIn(section, byName) ?? liveProfileIn(section) ?? []);
  const sources = sections.flatMap(({ values }) => values.get('source_profile') ?? []);
  return { sessions, profiles, sources: new Set(sources) };
}
