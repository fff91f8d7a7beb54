import { readSections, type Section } from '#core/ini/document.ts';
import { parsePortalUrl } from '#core/portals/portals.ts';
import { otherSources, type ProfileOwner, readMarker } from '../aws-files/profiles/profile-owner.ts';

/** A section of the config file about one portal: `[sso-session …]`. */
export interface SsoSession {
  readonly name: string;
  readonly line: number;
  /** The start URL in its canonical form; as it stands there where it is no portal's that Keyferry knows. */
  readonly portal: string;
  readonly region: string;
  readonly isOwn: boolean;
}

/** A profile of the config file that signs in through a portal. */
export interface SsoProfile {
  readonly name: string;
  readonly line: number;
  readonly accountId: string;
  readonly roleName: string;
  /** As in `SsoSession`; null where the session that it names is not there. */
  readonly portal: string | null;
  readonly region: string | null;
  /** Set where Keyferry wrote it, and nobody has made another one of it since. */
  readonly owner: ProfileOwner | null;
  /** Whether no other way to credentials is in it. */
  readonly isPlain: boolean;
  readonly values: Section['values'];
}

export interface SsoConfig {
  readonly sessions: readonly SsoSession[];
  readonly profiles: readonly SsoProfile[];
  /** Profiles that others name in `source_profile`. */
  readonly sources: ReadonlySet<string>;
}

/** What stands in a profile's header before its name: nothing in `[default]`. */
export const profileType = (name: string): string => (name === 'default' ? '' : 'profile ');
/** `[default]`, `[profile NAME]` */
export const profileHeader = (name: string): string => profileType(name) + name;
export const sessionHeader = (name: string): string => `sso-session ${name}`;

/** A name of its own: botocore refuses a profile whose keys differ from those of the same name in its session. */
export const SESSION_MARKER = 'x_keyferry_session';
export const sessionMarkOf = (portal: string): string => `1 ${portal}`;

/** One portal's start URLs differ in a slash, a fragment or capital letters. */
export const canonicalStartUrl = (text: string): string => parsePortalUrl(text)?.startUrl ?? text;

/** A longer one is no name of ours, and too much for a reply. */
const MAX_NAME = 128;

/** A section's own name behind its type, as every tool reads it: bare, or as a whole in quotes. */
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

/** Other ways to credentials than SSO, which a person put into a section of ours. */
const foreignSources = ['aws_access_key_id', ...otherSources.filter((key) => !key.startsWith('sso_'))];

function ownerOf(values: Section['values'], role: Omit<ProfileOwner, 'portal'>, portal: string | null) {
  const owner = readMarker(values);
  if (owner === null || owner.accountId !== role.accountId || owner.roleName !== role.roleName) return null;
  return portal === null || portal === owner.portal ? owner : null;
}

function profileIn(section: Section, sessions: ReadonlyMap<string, SsoSession>): SsoProfile | null {
  const { line, values } = section;
  const name = section.name === 'default' ? section.name : nameBehind('profile', section.name);
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
  // A header that someone has put into other words is no longer one that Keyferry edits.
  const owner = isPlain && section.name === profileHeader(name) ? ownerOf(values, role, portal) : null;
  return { name, line, ...role, portal: portal ?? owner?.portal ?? null, region, owner, isPlain, values };
}

/** What a config file has of SSO, as the AWS CLI reads it. */
export function readSsoConfig(text: string): SsoConfig {
  const sections = readSections(text);
  const sessions = sections.map(sessionIn).filter((each) => each !== null);
  const byName = new Map(sessions.map((session) => [session.name, session]));
  const profiles = sections.map((section) => profileIn(section, byName)).filter((each) => each !== null);
  const sources = sections.flatMap(({ values }) => values.get('source_profile') ?? []);
  return { sessions, profiles, sources: new Set(sources) };
}
