import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { ProfileView, Renewal } from '#core/protocol/messages.ts';
import type { Pace } from '../credentials/source.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { whyNotOwn } from './own-profile.ts';
import { type WantedProfile, wantedProfiles } from './wanted-profiles.ts';
import { canMarkUsers, type NotFetched, type ProfileWriter } from './writer.ts';
import type { WrittenProfiles } from './written-profiles.ts';

export interface RenewalDeps {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly written: Pick<WrittenProfiles, 'ask'>;
  readonly writer: ProfileWriter;
  readonly host: Pick<NativeClient, 'view'>;
}

export interface ProfileRenewal {
  /**
   * Renews profiles of the session's own portal and user. The host says which role belongs to a profile. A profile of
   * another portal is treated as unknown. All keys that could be fetched are written together or not at all. Every
   * failure is reported with the profile's name.
   * @param key the session key.
   * @param pace `queued` if no person waits for the result. By default, one role is requested at once, and several
   * roles are requested in the queue.
   * @throws the errors of `sessions.live`, the writer and the host.
   */
  renew(key: string, names: readonly string[], pace?: Pace): Promise<Renewal>;
}

type Failed = Renewal['failed'][number];

function failure(name: string, error: unknown): Failed {
  const { code, message } = toErrorReply(error, 'renewal');
  return { name, code, message };
}

const unknownProfile = (name: string): Failed =>
  failure(name, new KeyferryError('PROFILE_UNKNOWN', { name, file: 'the credentials file' }));

const ofOtherUser = (name: string, why: string): Failed =>
  failure(name, new KeyferryError('PROFILE_OF_OTHER_USER', { name, why }));

/** Creates the part that renews profiles. */
export function createProfileRenewal({ sessions, written, writer, host }: RenewalDeps): ProfileRenewal {
  /**
   * Writes the profiles. If some keys cannot be fetched, tries again without these profiles. The second try uses the
   * keys that the first try fetched.
   */
  async function writeFetched(
    session: LiveSession,
    wanted: readonly WantedProfile[],
    pace: Pace | undefined,
  ): Promise<Renewal> {
    if (wanted.length === 0) return { renewed: [], failed: [] };
    const result = await writer.write(session, wanted, { keepRegion: true, ...(pace && { pace }) });
    if (result.is === 'written') {
      return { renewed: result.profiles, failed: [], ...(result.warnings && { warnings: result.warnings }) };
    }
    const failedOnes = new Set(result.failed.map(({ profile }) => profile));
    const rest = await writeFetched(
      session,
      wanted.filter((each) => !failedOnes.has(each)),
      pace,
    );
    const failed = result.failed.map(({ profile, error }: NotFetched) => failure(profile.name, error));
    return { ...rest, failed: [...failed, ...rest.failed] };
  }

  return {
    async renew(key, names, pace) {
      const session = await sessions.live(key);
      const known = new Map((await written.ask()).map((profile) => [profile.name, profile]));
      const isOurs = (name: string) => known.get(name)?.portal === session.startUrl;
      const unique = [...new Set(names)];
      const ours = unique.filter(isOurs).map((name) => known.get(name) as ProfileView);
      const foreign = new Map(
        ours.map((profile) => [profile.name, whyNotOwn(profile, session, canMarkUsers(host.view()))]),
      );
      const own = ours.filter(({ name }) => foreign.get(name) === null);
      const { failed, ...rest } = await writeFetched(session, wantedProfiles(own), pace);
      const unknown = unique.filter((name) => !isOurs(name)).map(unknownProfile);
      const ofOthers = [...foreign].flatMap(([name, why]) => (why === null ? [] : [ofOtherUser(name, why)]));
      return { ...rest, failed: [...unknown, ...ofOthers, ...failed] };
    },
  };
}
