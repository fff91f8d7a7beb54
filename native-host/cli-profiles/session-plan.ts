import type { SectionChanges } from '#core/ini/edit-section.ts';
import { intoShape, profileName, whyNotProfileName } from '#core/names/profile-name.ts';
import { parsePortalUrl } from '#core/portals/portals.ts';
import type { ClaimedNames } from './claimed-names.ts';
import { type CliConfig, SESSION_MARKER, type SsoSession, sessionHeader, sessionMarkOf } from './cli-config.ts';

/** The portal for which profiles are set up, and the wanted name of its `[sso-session …]` section. */
export interface WantedSession {
  readonly portal: string;
  readonly region: string;
  readonly sessionName?: string | undefined;
}

export interface SessionPlan {
  readonly name: string;
  /** The changes of the `sso-session` section. Null if an existing section needs no change. */
  readonly section: { readonly header: string; readonly isNew: boolean; readonly changes: SectionChanges } | null;
}

/** The scope that the AWS CLI uses by default. A session without this scope cannot be renewed. */
const SCOPES = 'sso:account:access';

function wantedName({ portal, sessionName }: WantedSession): string {
  if (sessionName !== undefined) return profileName(sessionName);
  return intoShape(parsePortalUrl(portal)?.label ?? '', () => 'portal');
}

/** This name if no session has it. Otherwise the name with a number at the end, such as `team-2`. */
function freeName(name: string, taken: ClaimedNames['sessions']): string {
  for (let n = 1; ; n++) {
    const candidate = n === 1 ? name : `${name.slice(0, 120)}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}

/** The existing `sso-session` sections of this portal that every tool can read. */
function usable({ sessions }: CliConfig, claimed: ClaimedNames, portal: string): SsoSession[] {
  return sessions.filter(
    (session) =>
      session.portal === portal &&
      whyNotProfileName(session.name) === null &&
      claimed.sessions.get(session.name)?.length === 1,
  );
}

const changesFor = ({ portal, region }: WantedSession): SectionChanges => ({
  set: [
    ['sso_start_url', portal],
    ['sso_region', region],
    ['sso_registration_scopes', SCOPES],
    [SESSION_MARKER, sessionMarkOf(portal)],
  ],
  remove: [],
});

/**
 * Chooses the `[sso-session …]` section for the portal's profiles. It is an existing section or a new one.
 * @throws KeyferryError NAME_INVALID
 */
export function planSession(config: CliConfig, claimed: ClaimedNames, wanted: WantedSession): SessionPlan {
  const name = wantedName(wanted);
  const present = usable(config, claimed, wanted.portal);
  const right = present.filter(({ region }) => region === wanted.region);
  const reused = right.find((session) => session.name === name) ?? right.find(({ isOwn }) => isOwn) ?? right[0];
  if (reused) return { name: reused.name, section: null };
  const own = present.find(({ isOwn }) => isOwn);
  const chosen = own?.name ?? freeName(name, claimed.sessions);
  return { name: chosen, section: { header: sessionHeader(chosen), isNew: !own, changes: changesFor(wanted) } };
}
