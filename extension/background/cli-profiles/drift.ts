import { nameRoles } from '#core/names/template.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import { type CliProfilesReply, MAX_CLI_ROLES } from '#core/protocol/cli-profiles.ts';
import type { CliNews, RoleIndex } from '#core/protocol/messages.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { IndexStore } from '../listing/index-store.ts';
import type { Session } from '../sessions/session.ts';
import { type Area, readValue } from '../storage/areas.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { type CliWish, cliRequest } from './request.ts';
import type { CliWhole, Whole } from './whole-portals.ts';

/** In `storage.session`: counts alone. */
const KEY = 'cliNews';

interface Looked {
  readonly session: string;
  /** Of the list that was looked at, epoch ms. */
  readonly listedAt: number;
  readonly news: CliNews;
}

export interface CliNewsDeps {
  readonly memory: Area;
  readonly index: Pick<IndexStore, 'read'>;
  readonly whole: Pick<CliWhole, 'of'>;
  readonly host: Pick<NativeClient, 'request' | 'view'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly personal: Pick<PersonalStore, 'read'>;
}

/** Every role of the list under the name that the template gives it, as the popup does. */
function wishFor({ accounts }: RoleIndex, { form, template }: Whole, personal: Personal): CliWish {
  const all = accounts.flatMap(({ accountId, accountName, roles }) =>
    (roles ?? []).map((roleName) => {
      const { label: alias } = ownOf(personal, { accountId, roleName }).account;
      return { accountId, accountName, roleName, alias };
    }),
  );
  const names = nameRoles(all, template);
  const roles = all.map(({ accountId, roleName }, at) => ({ accountId, roleName, name: names[at] ?? '' }));
  return { roles, form, template, whole: true, prune: [] };
}

function newsIn({ counts, changes }: CliProfilesReply, { left, form, template }: Whole): CliNews {
  const known = changes.filter(({ is, name }) => is === 'gone' && left.includes(name)).length;
  return { added: counts.added, renamed: counts.renamed, gone: counts.gone - known, form, template };
}

/** What a list changes in the CLI profiles of an organisation that was set up as a whole; asked once for each list. */
export function createCliNews({ memory, index, whole, host, settings, personal: own }: CliNewsDeps) {
  const looking = new Set<string>();

  async function ask(session: Session & { readonly region: string }, kept: Whole, list: RoleIndex) {
    const [{ defaultRegion }, personal] = await Promise.all([settings.read(), own.read(session)]);
    const wish = wishFor(list, kept, personal);
    const body = cliRequest(session, list, wish, { personal, defaultRegion, dryRun: true });
    if (!body.whole) return;
    const news = newsIn(await host.request('set-up-cli-profiles', body), kept);
    await memory.set({ [KEY]: { session: session.key, listedAt: list.listedAt, news } satisfies Looked });
  }

  async function lookOnce(session: Session): Promise<void> {
    const { region } = session;
    const kept = await whole.of(session);
    const list = kept && (await index.read(session));
    const roles = list?.accounts.reduce((sum, account) => sum + (account.roles?.length ?? 0), 0) ?? 0;
    const isThere = host.view().state === 'ready' || host.view().state === 'connecting';
    if (region === null || !kept || !list || list.listedAt === 0 || !isThere || roles > MAX_CLI_ROLES) return;
    const last = await readValue<Looked>(memory, KEY);
    if (last?.session === session.key && last.listedAt === list.listedAt) return;
    await ask({ ...session, region }, kept, list);
  }

  return {
    /** After a complete listing. @throws KeyferryError as the host does; nothing is shown then. */
    async look(session: Session): Promise<void> {
      if (looking.has(session.key)) return;
      looking.add(session.key);
      await lookOnce(session).finally(() => looking.delete(session.key));
    },
    of: async (session: string): Promise<CliNews | null> => {
      const last = await readValue<Looked>(memory, KEY);
      return last?.session === session ? last.news : null;
    },
    /** What was news is done, or of no interest any more. */
    async settled(session: Session, { form, template }: Pick<Whole, 'form' | 'template'>): Promise<void> {
      const last = await readValue<Looked>(memory, KEY);
      const listedAt = last?.session === session.key ? last.listedAt : 0;
      const news = { added: 0, renamed: 0, gone: 0, form, template };
      await memory.set({ [KEY]: { session: session.key, listedAt, news } satisfies Looked });
    },
    forget: (): Promise<void> => memory.remove(KEY),
  };
}
