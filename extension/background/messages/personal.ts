import { changeAccount, changeRole } from '#core/personal-change.ts';
import { roleKey } from '#core/role-key.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/set-favourite' | 'popup/customise-account' | 'popup/customise-role';

/** What people make of accounts and roles. */
export function personalHandlers({ sessions, personal }: Worker): Pick<Handlers, Kinds> {
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
