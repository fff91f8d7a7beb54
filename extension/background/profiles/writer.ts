import type { RoleCredentials } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import type { HostView } from '#core/protocol/messages.ts';
import { roleKey } from '#core/role-key.ts';
import type { PendingCredentials } from '../credentials/pending.ts';
import type { CredentialSource, Pace } from '../credentials/source.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PortalClock } from '../storage/portal-clock.ts';
import { keptRegionNotes } from './kept-regions.ts';
import { type RegionForDeps, regionsFor } from './region-for.ts';
import type { WantedProfile } from './wanted-profiles.ts';
import type { WrittenProfiles } from './written-profiles.ts';

export interface WriterDeps extends RegionForDeps {
  readonly source: CredentialSource;
  readonly pending: Pick<PendingCredentials, 'take' | 'hold'>;
  readonly host: Pick<NativeClient, 'connect' | 'request' | 'view'>;
  readonly sessions: Pick<Sessions, 'isCurrent'>;
  readonly clock: Pick<PortalClock, 'aheadMs'>;
  readonly written: Pick<WrittenProfiles, 'refresh'>;
}

export interface WriteOptions {
  /**
   * `replace`: whether existing profiles may be replaced. `seen`: the id of the question that the user answered with
   * yes.
   */
  readonly confirmation?: { readonly replace: boolean; readonly seen?: string | undefined };
  /** Called each time the keys of one more profile were fetched. */
  readonly onProgress?: () => void;
  /** If true, existing profiles keep their region. */
  readonly keepRegion?: boolean;
  /** How requests are sent. By default, one role is requested at once, and several roles are requested in the queue. */
  readonly pace?: Pace;
  /** When this signal is aborted, the write is cancelled, if the profiles have not been sent to the host yet. */
  readonly signal?: AbortSignal;
}

/** Why the keys of a profile could not be fetched. */
export interface NotFetched {
  readonly profile: WantedProfile;
  readonly error: unknown;
}

export type WriteResult =
  | {
      readonly is: 'written';
      /** The written profiles. `expiration` is in epoch ms, by this computer's clock. */
      readonly profiles: readonly { readonly name: string; readonly expiration: number }[];
      /** Sentences from the host about the files, for example warnings. Undefined if the host sent no sentence. */
      readonly warnings?: readonly string[];
      /** Sentences about choices of the user that were not written. Undefined if there is no such choice. */
      readonly notes?: readonly string[];
    }
  /** No profile was written. The keys that could be fetched are kept for another try. */
  | { readonly is: 'not-fetched'; readonly failed: readonly NotFetched[] };

export interface ProfileWriter {
  /**
   * Writes profiles with fresh keys in one frame. Either all profiles are written, or none of them.
   * @throws KeyferryError SESSION_EXPIRED, SESSION_CHANGED, ACCESS_WITHHELD, HOST_… and the errors that the host sent.
   * If `signal` is aborted, throws its reason. After an error, no profile was written, unless the error says that the
   * profiles may have been written.
   */
  write(session: LiveSession, wanted: readonly WantedProfile[], options?: WriteOptions): Promise<WriteResult>;
}

interface Fetched {
  readonly profile: WantedProfile;
  readonly credentials: RoleCredentials;
}

/** Codes of failures that concern the whole session, not only one role. They end the requests for all roles. */
const FAILS_ALL: ReadonlySet<string> = new Set(['SESSION_EXPIRED', 'SESSION_CHANGED', 'ACCESS_WITHHELD']);

/** Whether the host can store the user of a profile in the profile's mark. */
export const canMarkUsers = (view: HostView): boolean => view.state === 'ready' && view.marksUsers === true;

const paceOf = (wanted: readonly WantedProfile[], { pace }: WriteOptions): Pace =>
  pace ?? (new Set(wanted.map(roleKey)).size > 1 ? 'queued' : 'immediate');

/**
 * Creates the worker's only writer of profiles. It writes profiles for one role or for several roles, and renewed
 * profiles.
 */
export function createProfileWriter(deps: WriterDeps): ProfileWriter {
  const { source, pending, host, sessions } = deps;

  /** Fetches the keys of all wanted roles. @throws a failure that concerns all roles. */
  async function fetchAll(session: LiveSession, wanted: readonly WantedProfile[], options: WriteOptions) {
    const stop = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
    const pace = paceOf(wanted, options);
    const byRole = new Map<string, Promise<RoleCredentials>>();
    const fetchOnce = async ({ accountId, roleName }: WantedProfile) => {
      const role = { accountId, roleName };
      return pending.take(session, role) ?? source.fetchKeys(session, role, { pace, signal });
    };

    async function outcomeOf(profile: WantedProfile): Promise<Fetched | NotFetched> {
      const request = byRole.get(roleKey(profile)) ?? fetchOnce(profile);
      byRole.set(roleKey(profile), request);
      try {
        const credentials = await request;
        options.onProgress?.();
        return { profile, credentials };
      } catch (error) {
        if (error instanceof KeyferryError && FAILS_ALL.has(error.code)) stop.abort(error);
        return { profile, error };
      }
    }

    const outcomes = await Promise.all(wanted.map(outcomeOf));
    signal.throwIfAborted();
    return {
      fetched: outcomes.filter((each): each is Fetched => 'credentials' in each),
      failed: outcomes.filter((each): each is NotFetched => 'error' in each),
    };
  }

  /**
   * Fetches keys and connects to the host. Several roles are requested only after the host is connected, so that no
   * request is wasted. One role is requested while the host starts, because a user waits. But if the last connection
   * failed, this request waits for the host too.
   */
  async function fetchWithHost(session: LiveSession, wanted: readonly WantedProfile[], options: WriteOptions) {
    const connected = host.connect();
    if (paceOf(wanted, options) === 'queued' || host.view().state === 'failed') await connected;
    const [outcome] = await Promise.all([fetchAll(session, wanted, options), connected]);
    return outcome;
  }

  async function bodyOf(session: LiveSession, fetched: readonly Fetched[], options: WriteOptions) {
    const regionOf = options.keepRegion ? () => ({}) : await regionsFor(deps, session);
    const profiles = fetched.map(({ profile, credentials }) => ({ ...profile, credentials, ...regionOf(profile) }));
    const { replace = false, seen } = options.confirmation ?? {};
    const { identity, startUrl: portal } = session;
    const user = identity !== null && canMarkUsers(host.view()) ? { user: identity } : {};
    return { profiles, portal, ...user, replace, ...(seen !== undefined && { seen }) };
  }

  /** The written profiles, each with its expiration by this computer's clock. */
  async function writtenBy(fetched: readonly Fetched[]) {
    const aheadMs = await deps.clock.aheadMs();
    return fetched.map(({ profile: { name }, credentials: { expiration } }) => ({
      name,
      expiration: expiration + aheadMs,
    }));
  }

  function holdAll(session: LiveSession, fetched: readonly Fetched[]): void {
    for (const { profile, credentials } of fetched) pending.hold(session, profile, credentials);
  }

  return {
    async write(session, wanted, options = {}) {
      const { fetched, failed } = await fetchWithHost(session, wanted, options);
      const body = await bodyOf(session, fetched, options);
      if (!(await sessions.isCurrent(session))) throw new KeyferryError('SESSION_CHANGED');
      if (failed.length > 0) {
        holdAll(session, fetched);
        return { is: 'not-fetched', failed };
      }
      options.signal?.throwIfAborted();
      const { warnings = [], keptRegions } = await host.request('write-profiles', body).catch((error) => {
        holdAll(session, fetched);
        throw error;
      });
      void deps.written.refresh();
      const notes = await keptRegionNotes(deps, session, body.profiles, keptRegions);
      const remarks = { ...(warnings.length > 0 && { warnings }), ...(notes.length > 0 && { notes }) };
      return { is: 'written', profiles: await writtenBy(fetched), ...remarks };
    },
  };
}
