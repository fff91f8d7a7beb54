import { parseNewPortalUrl, parsePortalUrl, portalFormOf } from '#core/portals/portals.ts';
import type { HostView, LockedPortal, SessionView } from '#core/protocol/messages.ts';

/** One line of what Keyferry found out about a portal. */
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
  return newRegion === null ? 'unknown: the page names none' : `unknown: the page names ${newRegion}, not allowed yet`;
}

function endOf({ expired, expiresAt }: SessionView): string {
  if (expired) return 'it has ended';
  return expiresAt === null ? 'the portal did not tell' : `${new Date(expiresAt).toISOString()}, told by the portal`;
}

function whoAmIOf({ whoAmI, user }: SessionView): string {
  if (whoAmI === null) return 'not asked yet';
  if (whoAmI !== 'ok') return `failed, ${whoAmI}`;
  return user === null ? 'answered, names no user' : 'answered, names a user';
}

function placeOf(startUrl: string): Fact[] {
  const partition = (parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl))?.partition ?? 'unknown';
  return [
    ['Start URL', startUrl],
    ['Form', portalFormOf(startUrl) ?? 'unknown'],
    ['Partition', partition],
  ];
}

/** What is known of a portal in use or seen. Nothing of accounts, roles, users, tokens or keys. */
export function sessionFacts(session: SessionView): Fact[] {
  return [
    ...placeOf(session.startUrl),
    ['Region', regionOf(session)],
    ['Session from', captures[session.capture]],
    ['Roles listed by', session.listedBy === null ? 'not listed yet' : listings[session.listedBy]],
    ['Session ends', endOf(session)],
    ['whoAmI', whoAmIOf(session)],
  ];
}

const UNREADABLE = 'the page seems signed in and has no cookie that it can read';
const NEW_HOST = 'its host came after this version and is not allowed yet';

/** The same of a portal whose session could not be read yet. */
export function lockedFacts({ startUrl, origins }: LockedPortal): Fact[] {
  const region = (parsePortalUrl(startUrl) ?? parseNewPortalUrl(startUrl))?.region;
  return [
    ...placeOf(startUrl),
    ['Region', region ? `${region}, ${regionFrom.host}` : 'not read yet'],
    ['Session from', `nowhere yet: ${origins.length > 0 ? NEW_HOST : UNREADABLE}`],
  ];
}

/** What runs here. */
export function programFacts(extension: string, host: HostView): Fact[] {
  const program = { unknown: 'not asked yet', connecting: 'not asked yet' } as const;
  const have = host.state === 'ready' ? host.version : host.state === 'failed' ? host.error.code : program[host.state];
  return [
    ['Extension', extension],
    ['Program', have],
  ];
}

/** The facts as a text to be sent to someone. */
export const reportOf = (facts: readonly Fact[]): string =>
  ['Keyferry, about this portal', ...facts.map(([name, value]) => `${name}: ${value}`), ''].join('\n');
