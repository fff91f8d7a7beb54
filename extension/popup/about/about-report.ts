import { parseNewPortalUrl, parsePortalUrl, portalFormOf } from '#core/portals/portals.ts';
import type { HostView, LockedPortal, SessionView } from '#core/protocol/messages.ts';

/** One line of the report. */
export type Fact = readonly [name: string, value: string];

const regionFrom: Readonly<Record<NonNullable<SessionView['regionFrom']>, string>> = {
  env: 'named by the page, script#env',
  meta: 'named by the page, meta tag',
  host: 'from the host name',
  chosen: 'chosen by you',
};
const captures: Readonly<Record<SessionView['capture'], string>> = {
  page: 'the page’s own cookie',
  cookies: 'the browser’s cookies, since the page cannot read its own',
};
const listings: Readonly<Record<NonNullable<SessionView['listedBy']>, string>> = {
  assignment: '/assignment/*',
  instance: '/instance/*, since /assignment/* was refused',
};

function regionOf({ region, regionFrom: from, newRegion }: SessionView): string {
  if (region !== null && from !== null) return `${region}, ${regionFrom[from]}`;
  return newRegion === null
    ? 'unknown: the page names no region'
    : `unknown: the page names ${newRegion}, not allowed yet`;
}

function endOf({ expired, expiresAt }: SessionView): string {
  if (expired) return 'the session has ended';
  return expiresAt === null
    ? 'unknown: the portal did not say'
    : `${new Date(expiresAt).toISOString()}, as the portal says`;
}

function whoAmIOf({ whoAmI, user }: SessionView): string {
  if (whoAmI === null) return 'not asked yet';
  if (whoAmI !== 'ok') return `failed, ${whoAmI}`;
  return user === null ? 'answered without a user' : 'answered with a user';
}

/** The lines of the report about the start URL, its form and its partition. */
function addressOf(startUrl: string): Fact[] {
  const partition = (parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl))?.partition ?? 'unknown';
  return [
    ['Start URL', startUrl],
    ['Form', portalFormOf(startUrl) ?? 'unknown'],
    ['Partition', partition],
  ];
}

/** The facts about the portal of a session. They contain no accounts, roles, users, tokens or keys. */
export function sessionFacts(session: SessionView): Fact[] {
  return [
    ...addressOf(session.startUrl),
    ['Region', regionOf(session)],
    ['Session from', captures[session.capture]],
    ['Roles listed by', session.listedBy === null ? 'not listed yet' : listings[session.listedBy]],
    ['Session ends', endOf(session)],
    ['whoAmI', whoAmIOf(session)],
  ];
}

const UNREADABLE = 'the page seems to be signed in but has no cookie that it can read';
const NEW_HOST = 'this version does not know the portal’s region, and access to this region is not allowed yet';

/** The facts about a portal whose session could not be read. */
export function lockedFacts({ startUrl, origins }: LockedPortal): Fact[] {
  const region = (parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl))?.region;
  return [
    ...addressOf(startUrl),
    ['Region', region ? `${region}, ${regionFrom.host}` : 'not read yet'],
    ['Session from', `not read yet: ${origins.length > 0 ? NEW_HOST : UNREADABLE}`],
  ];
}

/** The versions of the extension and the native host, or the host's error code. */
export function programFacts(extension: string, host: HostView): Fact[] {
  const found = host.state === 'ready' ? host.version : host.state === 'failed' ? host.error.code : 'not asked yet';
  return [
    ['Extension', extension],
    ['Program', found],
  ];
}

/** The facts as a text that the user can send to another person. */
export const reportOf = (facts: readonly Fact[]): string =>
  ['Keyferry’s report about this portal', ...facts.map(([name, value]) => `${name}: ${value}`), ''].join('\n');
