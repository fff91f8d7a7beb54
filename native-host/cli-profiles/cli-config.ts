import { readSections, type Section } from '#core/ini/document.ts';
import { parsePortalUrl } from '#core/portals/portals.ts';
import { liveOwner } from '../aws-files/profiles/live-line.ts';
import { otherSources, type ProfileOwner, readMarker } from '../aws-files/profiles/profile-owner.ts';

/** An `[sso-session …]` section in the config file. */
export interface SsoSession {
  readonly name: string;
  readonly line: number;
  /** The start URL in its canonical form. If Keyferry does not recognise a start URL, this is the unchanged text. */
  readonly portal: string;
  readonly region: string;
  /** Whether Keyferry wrote the section. */
  readonly isOwn: boolean;
}

/** An SSO profile or a live profile in the config file. */
export interface CliProfile {
  readonly kind: 'sso' | 'live';
  readonly name: string;
  readonly line: number;
  readonly accountId: string;
  readonly roleName: string;
  /**
   * The start URL of the portal, as in `SsoSession`. For a live profile, it comes from the mark. Null if the
   * `sso-session` section of the profile does not exist.
   */
  readonly portal: string | null;
  /** The region of the portal. Null if it is unknown. It is always unknown for a live profile. */
  readonly region: string | null;
  /**
   * The role in Keyferry's mark. Null if Keyferry did not write the profile, or if someone changed its role or portal.
   */
  readonly owner: ProfileOwner | null;
  /** False if the profile also has other sources of credentials. */
  readonly isPlain: boolean;
  readonly values: Section['values'];
}

export interface CliConfig {
  readonly sessions: readonly SsoSession[];
  readonly profiles: readonly CliProfile[];
  /** Profile names that other profiles use in `source_profile`. */
  readonly sources: ReadonlySet<string>;
}

/** The header of a profile in the config file: `default` or `profile NAME`. */
export const profileHeader = (name: string): string => (name === 'default' ? name : `profile ${name}`);
/** The header of an `sso-session` section in the config file. */
export const sessionHeader = (name: string): string => `sso-session ${name}`;

/**
 * The setting with which Keyferry marks an `sso-session` section. It must have another name than MARKER, the mark of a
 * profile: botocore refuses a profile if a setting has different values in the profile and in its session.
 */
export const SESSION_MARKER = 'x_keyferry_session';
/** The value of Keyferry's mark in an `sso-session` section. @param portal start URL */
export const sessionMarkOf = (portal: string): string => `1 ${portal}`;

/**
 * Brings a start URL into one form, because tools write the same start URL with or without a slash, a fragment or
 * capital letters.
 */
export const canonicalStartUrl = (text: string): string => parsePortalUrl(text)?.startUrl ?? text;

/**
 * The longest profile name, in characters. Keyferry never writes a longer name, and a longer name would not fit into a
 * reply.
 */
const MAX_NAME = 128;

/**
 * The name after the word `profile` or `sso-session` in a header. The name may be in quotes. Without quotes, it must
 * not contain blanks or quotes. All tools read these two forms in the same way. For any other form, the result is null.
 */
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

/** Settings with which a profile gets credentials from a source other than SSO. */
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
  // If someone has rewritten the header of a section, Keyferry does not edit the section.
  const owner = isPlain && section.name === profileHeader(name) ? ownerOf(values, role, portal) : null;
  return { kind: 'sso', name, line, ...role, portal: portal ?? owner?.portal ?? null, region, owner, isPlain, values };
}

/** Reads a config file as the AWS CLI reads it: the SSO sessions, the SSO profiles and the live profiles. */
export function readCliConfig(text: string): CliConfig {
  const sections = readSections(text);
  const sessions = sections.map(sessionIn).filter((each) => each !== null);
  const byName = new Map(sessions.map((session) => [session.name, session]));
  const profiles = sections.flatMap((section) => ssoProfileIn(section, byName) ?? liveProfileIn(section) ?? []);
  const sources = sections.flatMap(({ values }) => values.get('source_profile') ?? []);
  return { sessions, profiles, sources: new Set(sources) };
}
