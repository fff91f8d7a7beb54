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
 * The key in `storage.local`. The value is true if the program must still erase lists that the user no longer wants it
 * to store.
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
 * Sends lists of accounts and roles to the program. The program stores them, so that commands can read them while no
 * browser runs. An option of the user says which lists are sent.
 */
export interface TerminalLists {
  /** Sends the complete lists that the program does not have yet, if the option allows these lists. */
  send(): Promise<void>;
  /**
   * Call this when the option has changed. Makes the program erase the lists that the new option forbids. Then sends
   * the lists that it allows.
   */
  changed(before: 'none' | 'set-up' | 'all', after: 'none' | 'set-up' | 'all'): Promise<void>;
  /**
   * Call this after all roles of a portal were set up. Makes the program erase the portal's list if the option allows
   * no lists.
   */
  setUp(portal: Pick<Session, 'startUrl'>): Promise<void>;
  /**
   * Whether the program may have stored a list of this portal. Without a portal: whether it may have stored any list.
   */
  hasAny(startUrl?: string): Promise<boolean>;
  forget(startUrl: string): Promise<void>;
  forgetPrivate(): Promise<void>;
  forgetAll(): Promise<void>;
}

/** The list with the user's production marks. `keyferry list` shows these marks. */
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
  /** For each portal, the time when the program's list was completed, epoch ms. */
  const sent = createPortalTable<number>({ local, session: memory }, 'terminalLists');

  /** The body of a request with this session's list, or null if the list must not be sent. */
  async function bodyFor(session: Session, list: RoleIndex): Promise<HostBody<'keep-list'> | null> {
    const { region } = session;
    const setUp = await whole.of(session);
    // The list of a portal with the form `live` is not sent. Otherwise `keyferry configure` would set up live profiles
    // from this list, but the extension would not know them and would give them no keys.
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
   * Erases all lists that the program has. If the program cannot be reached now, the lists are erased as soon as it can
   * be reached.
   */
  async function erase(): Promise<void> {
    await local.set({ [OWES]: true });
    await host.request('forget-lists', {});
    await local.remove(OWES);
    await sent.forgetAll();
  }

  /** Erases the lists of the portals of which not all roles were set up. */
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
