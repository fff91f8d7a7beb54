import { ownOf, type Personal } from '#core/personal.ts';
import { parsePortalUrl } from '#core/portals/portals.ts';
import { MAX_CLI_ROLES } from '#core/protocol/cli-profiles.ts';
import type { HostBody } from '#core/protocol/host-protocol.ts';
import type { RoleIndex } from '#core/protocol/messages.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { IndexStore } from '../listing/index-store.ts';
import { createPortalTable } from '../sessions/portal-table.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { type Area, type Areas, createQueue, readValue } from '../storage/areas.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { allRolesWish } from './all-roles-wish.ts';
import { cliRequest } from './request.ts';
import type { WholePortals } from './whole-portals.ts';

/**
 * The key in `storage.local`. The value is true if the keyferry program must still erase its lists. This happens if the
 * program could not be reached when the user forbade the lists.
 */
const OWES = 'terminalListsToErase';

export interface TerminalListsDeps {
  readonly sessions: Pick<Sessions, 'all' | 'trusted'>;
  readonly index: Pick<IndexStore, 'read'>;
  readonly whole: Pick<WholePortals, 'of'>;
  readonly host: Pick<NativeClient, 'request' | 'view'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly personal: Pick<PersonalStore, 'read'>;
}

/**
 * Sends lists of accounts and roles to the keyferry program. The program stores the lists, so that its commands can
 * read them while no browser runs. The user chooses in the options which lists are sent.
 */
export interface TerminalLists {
  /**
   * Sends every complete list that the keyferry program does not have yet. Does this only if the user allows the
   * program to store all lists.
   */
  send(): Promise<void>;
  /**
   * Call this when the user has changed which lists the keyferry program may store. The program then erases the lists
   * that are now forbidden, and gets the lists that are now allowed.
   */
  changed(before: 'none' | 'set-up' | 'all', after: 'none' | 'set-up' | 'all'): Promise<void>;
  /**
   * Call this after all roles of a portal were set up as profiles. If the keyferry program may store no lists, the
   * program then erases the portal's list.
   */
  setUp(portal: Pick<Session, 'startUrl'>): Promise<void>;
  /**
   * Whether the keyferry program may have stored a list of the given portal. If no portal is given: whether the program
   * may have stored any list.
   */
  hasAny(startUrl?: string): Promise<boolean>;
  forget(startUrl: string): Promise<void>;
  forgetPrivate(): Promise<void>;
  forgetAll(): Promise<void>;
}

/** Adds to the list which accounts the user marked as production. `keyferry list` shows this. */
function withMarks(accounts: HostBody<'keep-list'>['accounts'], personal: Personal): HostBody<'keep-list'>['accounts'] {
  return accounts.map((account) => {
    const { production } = ownOf(personal, { accountId: account.accountId, roleName: '' }).account;
    return production ? { ...account, production } : account;
  });
}

const rolesIn = ({ accounts }: RoleIndex): number => accounts.reduce((sum, { roles }) => sum + (roles?.length ?? 0), 0);

export function createTerminalLists({ local, session: memory }: Areas, deps: TerminalListsDeps): TerminalLists {
  const { host, settings, whole } = deps;
  const queue = createQueue();
  /**
   * The lists that the keyferry program has. For each portal, the value is the time when the list was completed, epoch
   * ms.
   */
  const sent = createPortalTable<number>({ local, session: memory }, 'terminalLists');

  /** The body of a request with this session's list. Null if the list must not be sent. */
  async function bodyFor(session: Session, list: RoleIndex): Promise<HostBody<'keep-list'> | null> {
    const { region } = session;
    const setUp = await whole.of(session);
    // If the portal's profiles have the form `live`, the list is not sent. Otherwise `keyferry configure` would set up
    // live profiles from this list. The extension would not know these profiles and would give no keys for them.
    if (region === null || setUp?.form === 'live' || rolesIn(list) === 0 || rolesIn(list) > MAX_CLI_ROLES) return null;
    const [{ defaultRegion, nameTemplate }, personal] = await Promise.all([
      settings.read(),
      deps.personal.read(session),
    ]);
    const template = setUp?.template ?? nameTemplate;
    const named = { form: setUp?.form ?? ('session' as const), template };
    const wish = allRolesWish(list, named, { personal, portal: parsePortalUrl(session.startUrl)?.label });
    const body = cliRequest({ ...session, region }, list, wish, { personal, defaultRegion, dryRun: true });
    const { whole: isWhole, prune: _, dryRun: __, ...rest } = body;
    return isWhole ? { ...rest, accounts: withMarks(rest.accounts, personal) } : null;
  }

  async function sendOf(session: Session): Promise<void> {
    const list = await deps.index.read(session);
    if (!list || list.listedAt === 0 || (await sent.of(session)) === list.listedAt) return;
    const body = await bodyFor(session, list);
    if (!body) return;
    await host.request('keep-list', body);
    await sent.change(session, () => list.listedAt);
  }

  const isTrusted = ({ key }: Session) =>
    deps.sessions.trusted(key).then(
      () => true,
      () => false,
    );

  async function sendAll(): Promise<void> {
    if (host.view().state !== 'ready') return;
    if (await owes(local)) return erase();
    if ((await settings.read()).terminalRoles !== 'all') return;
    for (const session of await deps.sessions.all())
      if (!session.isPrivate && session.identity !== null && (await isTrusted(session))) await sendOf(session);
  }

  const owes = async (area: Area) => (await readValue<boolean>(area, OWES)) === true;

  /**
   * Erases all lists that the keyferry program has stored. If the program cannot be reached now, the lists are erased
   * later.
   */
  async function erase(): Promise<void> {
    await local.set({ [OWES]: true });
    await host.request('forget-lists', {});
    await local.remove(OWES);
    await sent.forgetAll();
  }

  /** Erases the list of every portal, except portals whose roles were all set up as profiles. */
  async function eraseOthers(): Promise<void> {
    for (const [startUrl] of await sent.lasting()) {
      if (await whole.of({ startUrl, isPrivate: false })) continue;
      await host.request('forget-lists', { portal: startUrl });
      await sent.forget(startUrl);
    }
  }

  return {
    send: () => queue(sendAll),
    changed: (before, after) =>
      queue(async () => {
        if (before === after) return;
        if (after === 'none') return erase();
        await local.remove(OWES);
        if (after === 'set-up') return eraseOthers();
        return sendAll();
      }),
    async setUp({ startUrl }) {
      if ((await settings.read()).terminalRoles === 'none') await host.request('forget-lists', { portal: startUrl });
    },
    hasAny: async (startUrl) => (await sent.lasting()).some(([each]) => startUrl === undefined || each === startUrl),
    forget: sent.forget,
    forgetPrivate: sent.forgetPrivate,
    forgetAll: sent.forgetAll,
  };
}
