import { toErrorReply } from '#core/errors.ts';
import type { WrittenTogether } from '#core/protocol/messages.ts';
import { type WantedProfile, wantedProfiles } from '../profiles/wanted-profiles.ts';
import { Cancelled, type WriteProgress } from '../profiles/write-progress.ts';
import type { NotFetched, ProfileWriter, WriteResult } from '../profiles/writer.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/write-profile' | 'popup/write-profiles' | 'popup/cancel-writing';

export interface WritingDeps {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly writer: ProfileWriter;
  readonly progress: WriteProgress;
  readonly personal: Pick<PersonalStore, 'used'>;
}

function failedRole({ profile: { accountId, roleName }, error }: NotFetched) {
  const { code, message } = toErrorReply(error, 'write-profiles');
  return { accountId, roleName, code, message };
}

const remarksOf = ({ warnings, notes }: Extract<WriteResult, { is: 'written' }>) => ({
  ...(warnings && { warnings }),
  ...(notes && { notes }),
});

function reply(result: WriteResult): WrittenTogether {
  if (result.is === 'not-fetched') return { is: 'not-fetched', failed: result.failed.map(failedRole) };
  const names = result.profiles.map(({ name }) => name);
  const expiration = Math.min(...result.profiles.map((each) => each.expiration));
  return { is: 'written', names, expiration, ...remarksOf(result) };
}

/**
 * Handles messages that write one or several profiles with fresh keys. While several profiles are written, the user can
 * cancel this.
 */
export function writingHandlers({ sessions, writer, progress, personal }: WritingDeps): Pick<Handlers, Kinds> {
  function markUsed(session: LiveSession, wanted: readonly WantedProfile[]): void {
    for (const { accountId, roleName, name } of wanted)
      personal.used(session, { accountId, roleName }, { profile: name, kind: 'keys' });
  }

  return {
    async 'popup/write-profile'({ session: key, accountId, roleName, name, replace, seen }) {
      const wanted = wantedProfiles([{ accountId, roleName, name }]);
      const session = await sessions.live(key);
      const result = await writer.write(session, wanted, { confirmation: { replace, seen } });
      if (result.is === 'not-fetched') throw result.failed[0]?.error;
      markUsed(session, wanted);
      return { name, expiration: result.profiles[0]?.expiration ?? 0, ...remarksOf(result) };
    },

    async 'popup/write-profiles'({ session: key, roles, replace, seen }) {
      const wanted = wantedProfiles(roles);
      const session = await sessions.live(key);
      const { signal, step, end } = progress.begin(wanted.length);
      try {
        const result = await writer.write(session, wanted, {
          confirmation: { replace, seen },
          onProgress: step,
          signal,
        });
        if (result.is === 'written') markUsed(session, wanted);
        return reply(result);
      } catch (error) {
        if (error instanceof Cancelled) return { is: 'cancelled' };
        throw error;
      } finally {
        end();
      }
    },

    async 'popup/cancel-writing'() {
      progress.cancel();
      return null;
    },
  };
}
