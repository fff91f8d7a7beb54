import { changeAccount, changeRole } from '#core/personal-change.ts';
import { roleKey } from '#core/role-key.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/set-favourite' | 'popup/customise-account' | 'popup/customise-role';

export interface PersonalDeps {
  readonly sessions: Pick<Sessions, 'trusted'>;
  readonly personal: Pick<PersonalStore, 'change'>;
}

/** Handles the user's own choices about accounts and roles. */
export function personalHandlers({ sessions, personal }: PersonalDeps): Pick<Handlers, Kinds> {
  return {
    async 'popup/set-favourite'({ session, accountId, roleName, favourite }) {
      const key = roleKey({ accountId, roleName });
      await personal.change(await sessions.trusted(session), (before) => changeRole(before, key, { favourite }));
      return null;
    },

    async 'popup/customise-account'({ session, accountId, wish }) {
      await personal.change(await sessions.trusted(session), (before) => changeAccount(before, accountId, wish));
      return null;
    },

    async 'popup/customise-role'({ session, accountId, roleName, wish }) {
      const key = roleKey({ accountId, roleName });
      await personal.change(await sessions.trusted(session), (before) => changeRole(before, key, wish));
      return null;
    },
  };
}
