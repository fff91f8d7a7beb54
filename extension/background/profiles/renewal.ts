import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { ProfileView, Renewal } from '#core/protocol/messages.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type WantedProfile, wantedProfiles } from './wanted-profiles.ts';
import type { NotFetched, ProfileWriter } from './writer.ts';
import type { WrittenProfiles } from './written-profiles.ts';

export interface RenewalDeps {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly written: Pick<WrittenProfiles, 'ask'>;
  readonly writer: ProfileWriter;
}

export interface ProfileRenewal {
  /**
   * Renews profiles of the session's own portal. Which role a name stands for comes from the host; a profile of another
   * portal is unknown here. What could be fetched is written, all of it or nothing, and every failure is reported by
   * name.
   * @param key of the session. @throws KeyferryError as `sessions.live`, the writer and the host do.
   */
  renew(key: string, names: readonly string[]): Promise<Renewal>;
}

type Failed = Renewal['failed'][number];

function failure(name: string, error: unknown): Failed {
  const { code, message } = toErrorReply(error, 'renewal');
  return { name, code, message };
}

const unknownProfile = (name: string): Failed =>
  failure(name, new KeyferryError('PROFILE_UNKNOWN', { name, file: 'the credentials file' }));

export function createProfileRenewal({ sessions, written, writer }: RenewalDeps): ProfileRenewal {
  /** Writes what could be fetched: the second try takes the keys that wait since the first. */
  async function writeFetched(session: LiveSession, wanted: readonly WantedProfile[]): Promise<Renewal> {
    if (wanted.length === 0) return { renewed: [], failed: [] };
    const result = await writer.write(session, wanted, { keepRegion: true });
    if (result.is === 'written') {
      return { renewed: result.profiles, failed: [], ...(result.warnings && { warnings: result.warnings }) };
    }
    const failedOnes = new Set(result.failed.map(({ profile }) => profile));
    const rest = await writeFetched(
      session,
      wanted.filter((each) => !failedOnes.has(each)),
    );
    const failed = result.failed.map(({ profile, error }: NotFetched) => failure(profile.name, error));
    return { ...rest, failed: [...failed, ...rest.failed] };
  }

  return {
    async renew(key, names) {
      const session = await sessions.live(key);
      const known = new Map((await written.ask()).map((profile) => [profile.name, profile]));
      const isOurs = (name: string) => known.get(name)?.portal === session.startUrl;
      const unique = [...new Set(names)];
      const ours = unique.filter(isOurs).map((name) => known.get(name) as ProfileView);
      const { failed, ...rest } = await writeFetched(session, wantedProfiles(ours));
      const others = unique.filter((name) => !isOurs(name)).map(unknownProfile);
      return { ...rest, failed: [...others, ...failed] };
    },
  };
}
