import { parsePortalUrl } from '#core/portals/portals.ts';
import { type CliProfilesReply, MAX_CLI_ROLES } from '#core/protocol/cli-profiles.ts';
import type { CliNews, RoleIndex } from '#core/protocol/messages.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { IndexStore } from '../listing/index-store.ts';
import type { Session } from '../sessions/session.ts';
import type { Area } from '../storage/areas.ts';
import { createCachedValue } from '../storage/cached-value.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { allRolesWish } from './all-roles-wish.ts';
import { cliRequest } from './request.ts';
import type { WholePortal, WholePortals } from './whole-portals.ts';

/** The key in `storage.session` for the result of the last comparison. The result contains counts, but no secret. */
const KEY = 'cliNews';

interface Comparison {
  readonly session: string;
  /** When the list of roles in this comparison was completed, epoch ms. */
  readonly listedAt: number;
  readonly news: CliNews;
}

export interface CliDriftDeps {
  readonly memory: Area;
  readonly index: Pick<IndexStore, 'read'>;
  readonly whole: Pick<WholePortals, 'of'>;
  readonly host: Pick<NativeClient, 'request' | 'view'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly personal: Pick<PersonalStore, 'read'>;
  /** Returns the id of this installation of the extension. Only profiles of the form `live` need this id. */
  readonly installation: () => Promise<string>;
}

/**
 * Finds out how many AWS CLI profiles a new list of roles would add, rename or remove. This is done only for portals
 * whose roles were all set up as profiles.
 */
export interface CliDrift {
  /**
   * Compares the session's list of roles with the CLI profiles of the portal. Each list is compared only once.
   * @throws the KeyferryError of a failed request to the host.
   */
  compare(session: Session): Promise<void>;
  /**
   * The result of the last comparison.
   * @param session the session key.
   * @returns null when no list was compared for this session.
   */
  of(session: string): Promise<CliNews | null>;
  /** Call this when the user has saved the profiles. After this call, the popup shows no changes. */
  settled(session: Session, whole: Pick<WholePortal, 'form' | 'template'>): Promise<void>;
  /** Forgets all results, for example when the user clicks `Forget everything`. */
  forget(): Promise<void>;
}

function newsFrom({ counts, changes }: CliProfilesReply, { left, form, template }: WholePortal): CliNews {
  const known = changes.filter(({ is, name }) => is === 'gone' && left.includes(name)).length;
  return { added: counts.added, renamed: counts.renamed, gone: counts.gone - known, form, template };
}

/** Creates the part that compares lists of roles with CLI profiles. */
export function createCliDrift(deps: CliDriftDeps): CliDrift {
  const { index, whole, host } = deps;
  const stored = createCachedValue<Comparison>(deps.memory, KEY);
  const comparing = new Set<string>();

  async function ask(session: Session & { readonly region: string }, setUp: WholePortal, list: RoleIndex) {
    const [{ defaultRegion }, personal] = await Promise.all([deps.settings.read(), deps.personal.read(session)]);
    const wish = allRolesWish(list, setUp, { personal, portal: parsePortalUrl(session.startUrl)?.label });
    const installation = wish.form === 'live' ? await deps.installation() : undefined;
    const body = cliRequest(session, list, wish, { personal, defaultRegion, dryRun: true, installation });
    if (!body.whole) return;
    const news = newsFrom(await host.request('set-up-cli-profiles', body), setUp);
    await stored.set({ session: session.key, listedAt: list.listedAt, news });
  }

  async function compareOnce(session: Session): Promise<void> {
    const { region } = session;
    const setUp = await whole.of(session);
    const list = setUp && (await index.read(session));
    const roles = list?.accounts.reduce((sum, account) => sum + (account.roles?.length ?? 0), 0) ?? 0;
    const hasHost = host.view().state === 'ready' || host.view().state === 'connecting';
    if (region === null || !setUp || !list || list.listedAt === 0 || !hasHost || roles > MAX_CLI_ROLES) return;
    const last = await stored.get();
    if (last?.session === session.key && last.listedAt === list.listedAt) return;
    await ask({ ...session, region }, setUp, list);
  }

  return {
    async compare(session) {
      if (comparing.has(session.key)) return;
      comparing.add(session.key);
      await compareOnce(session).finally(() => comparing.delete(session.key));
    },
    async of(session) {
      const last = await stored.get();
      return last?.session === session ? last.news : null;
    },
    async settled(session, { form, template }) {
      const last = await stored.get();
      const listedAt = last?.session === session.key ? last.listedAt : 0;
      await stored.set({ session: session.key, listedAt, news: { added: 0, renamed: 0, gone: 0, form, template } });
    },
    forget: () => stored.remove(),
  };
}
