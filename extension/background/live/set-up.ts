import { KeyferryError } from '#core/errors.ts';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import type { CliAccount, CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { MAX_LIVE_PROFILES } from '#core/protocol/live.ts';
import { roleKey } from '#core/role-key.ts';
import type { Session } from '../sessions/session.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { LiveGrants } from './decision.ts';
import type { LiveProfile } from './live-profile.ts';
import type { LiveRules } from './live-rules.ts';
import type { LiveTable, StoredProfile } from './live-table.ts';

/** The profiles that a person wants, in the form in which the worker sends them to the host. */
export interface WantedLive {
  readonly accounts: readonly CliAccount[];
  readonly defaultRegion?: string | undefined;
  /**
   * The grant for every profile of this set-up, even if a person chose another grant for the role before. If undefined,
   * profiles of production accounts get `ask`, and all others get `session`.
   */
  readonly grant?: 'ask';
}

export interface LiveSetUpDeps {
  readonly table: LiveTable;
  readonly rules: LiveRules;
  readonly grants: Pick<LiveGrants, 'allowSession' | 'forget'>;
  readonly settings: Pick<SettingsStore, 'read' | 'change'>;
  readonly port: {
    /** Resolves when the host listens on its socket. @throws KeyferryError HOST_… */
    serve(): Promise<void>;
    /** Opens the port if it is needed, and closes it otherwise. */
    update(): Promise<void>;
  };
}

/** Sets up live profiles. */
export interface LiveSetUp {
  /**
   * Checks whether live profiles can be set up for this session.
   * @throws KeyferryError LIVE_UNAVAILABLE in a private window, for an unknown user, or if an administrator forbids
   * live profiles.
   */
  check(session: Session): Promise<void>;
  /**
   * Sets up live profiles. The names are added to the table and the host listens on its socket before the profiles are
   * written into the config file. So a program that finds a profile in the file can also get its keys.
   * @param write makes the host write the profiles. If it fails, the new names are removed from the table.
   * @throws KeyferryError LIVE_UNAVAILABLE, HOST_…, and the errors of `write`.
   */
  run(session: Session, wanted: WantedLive, write: () => Promise<CliProfilesReply>): Promise<CliProfilesReply>;
  /**
   * Call this after profiles of a form other than `live` were written. Removes from the table the names that are no
   * longer live profiles.
   */
  replacedBy(reply: CliProfilesReply): Promise<void>;
  /**
   * Whether a set-up has added this name to the table, but the host has not accepted it. The popup does not show such a
   * profile. If the host refused it, the profile would disappear again, and other buttons would move under the pointer.
   */
  isUnconfirmed(name: string): boolean;
}

/** After these failures, the host may have written the profiles anyway. */
const UNCERTAIN: ReadonlySet<string> = new Set(['HOST_TIMEOUT', 'HOST_EXITED', 'INTERNAL']);
const isUncertain = (error: unknown): boolean => !(error instanceof KeyferryError) || UNCERTAIN.has(error.code);

const unavailable = (why: string, remedy: string) => new KeyferryError('LIVE_UNAVAILABLE', { why, remedy });

type Meaning = Pick<LiveProfile, 'portal' | 'user' | 'accountId' | 'roleName'>;

const meaningOf = ({ portal, user, accountId, roleName }: Meaning) =>
  JSON.stringify([portal, user, accountId, roleName]);

/**
 * Makes a table entry for each wanted role. By default, each program needs a person's permission for profiles of
 * production accounts, and coding agents get no keys of these profiles.
 */
function entriesFor(session: Session, user: string, wanted: WantedLive): StoredProfile[] {
  return wanted.accounts.flatMap(({ accountId, production = false, roles }) =>
    roles.map(({ roleName, name, region = wanted.defaultRegion }) => ({
      ...{ name, portal: session.startUrl, user, accountId, roleName, region },
      ...{ grant: wanted.grant ?? (production ? ('ask' as const) : ('session' as const)) },
      ...{ isPaused: false, notForAgents: production },
    })),
  );
}

/** The entries with the names that the host really used. Entries with names that the host refused are left out. */
function entriesAfter(entries: readonly StoredProfile[], { changes, refused }: CliProfilesReply): StoredProfile[] {
  const written = changes.filter(({ is }) => is !== 'gone' && is !== 'removed');
  const names = new Map(written.map((change) => [roleKey(change), change.name]));
  const refusedNames = new Set(refused.map(({ name }) => name));
  return entries
    .filter(({ name }) => !refusedNames.has(name))
    .map((entry) => ({ ...entry, name: names.get(roleKey(entry)) ?? entry.name }));
}

/** Names of the profiles that every local program may use until the session ends. */
const bySession = (entries: readonly StoredProfile[]): string[] =>
  entries.filter(({ grant }) => grant === 'session').map(({ name }) => name);

interface SetUp {
  readonly entries: readonly StoredProfile[];
  /** Names that this set-up added to the table. */
  readonly fresh: readonly string[];
  /**
   * Names that existed before, but now belong to another role. The profiles with these names are paused during this
   * set-up.
   */
  readonly changing: readonly string[];
  readonly grant: WantedLive['grant'];
}

/** Names that are no longer live profiles: the earlier names of renamed profiles, and the names of removed profiles. */
const namesEndedBy = ({ changes }: CliProfilesReply): string[] =>
  changes.flatMap(({ is, name, was }) => [...(is === 'removed' ? [name] : []), ...(was === undefined ? [] : [was])]);

/** Creates the part that sets up live profiles. */
export function createLiveSetUp({ table, rules, grants, settings, port }: LiveSetUpDeps): LiveSetUp {
  /**
   * Names that a set-up has added to the table, but that the host has not accepted. A refused name stays here, because
   * the worker may just be composing a view from the table as it was before the name was removed.
   */
  const unconfirmed = new Set<string>();

  async function userFor({ isPrivate, identity }: Session): Promise<string> {
    if ((await rules.now()).isForbidden)
      throw unavailable('your administrator turned live profiles off', 'Choose another kind');
    if (isPrivate) throw unavailable('this is a private window', 'Set up live profiles in a normal window');
    if (identity === null) throw unavailable('the portal does not say who is signed in', 'Choose another kind');
    return identity;
  }

  async function before(): Promise<ReadonlyMap<string, LiveProfile>> {
    return new Map((await table.all()).map((each) => [each.name, each]));
  }

  /**
   * Changes the table to match the host's reply. If an entry still belongs to the same role and user, the person's
   * earlier choices are kept.
   */
  async function settle(session: Session, { entries, fresh, changing, grant }: SetUp, reply: CliProfilesReply) {
    const known = await before();
    const earlier = new Map(grant ? [] : [...known.values()].map((each) => [meaningOf(each), each]));
    const next = entriesAfter(entries, reply).map((entry) => {
      const { grant, notForAgents } = earlier.get(meaningOf(entry)) ?? entry;
      return { ...entry, grant, notForAgents };
    });
    const names = new Set(next.map(({ name }) => name));
    for (const name of names) unconfirmed.delete(name);
    const ended = [...namesEndedBy(reply), ...fresh].filter((name) => !names.has(name));
    const added = next.filter((entry) => {
      const old = known.get(entry.name);
      return !old || meaningOf(old) !== meaningOf(entry);
    });
    await table.remove(ended);
    await table.put(added);
    await table.change(
      changing.filter((name) => !names.has(name)),
      { isPaused: false },
    );
    for (const name of [...ended, ...added.map((each) => each.name)]) await grants.forget(name);
    await grants.allowSession(bySession(next), session);
  }

  return {
    async check(session) {
      await userFor(session);
    },
    async run(session, wanted, write) {
      const user = await userFor(session);
      const entries = entriesFor(session, user, wanted).filter(({ name }) => whyNotProfileName(name) === null);
      const known = await before();
      const fresh = entries.filter(({ name }) => !known.has(name));
      if (known.size + fresh.length > MAX_LIVE_PROFILES)
        throw unavailable(`${MAX_LIVE_PROFILES} live profiles are already set up`, 'Stop some live profiles first');
      // While a name gets another role, no program gets keys for this name.
      const changing = entries.flatMap((entry) => {
        const old = known.get(entry.name);
        return old && !old.isPaused && meaningOf(old) !== meaningOf(entry) ? [old.name] : [];
      });
      const names = fresh.map(({ name }) => name);
      const { liveProfiles } = await settings.read();
      for (const name of names) unconfirmed.add(name);
      try {
        await settings.change({ liveProfiles: true });
        await table.put(fresh);
        await table.change(changing, { isPaused: true });
        await grants.allowSession(bySession(fresh), session);
        await port.serve();
        const reply = await write();
        await settle(session, { entries, fresh: names, changing, grant: wanted.grant }, reply);
        return reply;
      } catch (error) {
        await table.remove(names);
        // After an uncertain failure, the config file may already use the name for the new role. Programs must then not
        // get the old role's keys, so the profile stays paused.
        if (!isUncertain(error)) await table.change(changing, { isPaused: false });
        if (!liveProfiles) await settings.change({ liveProfiles });
        await port.update();
        throw error;
      }
    },
    async replacedBy(reply) {
      const changed = reply.changes.filter(({ is }) => is === 'added' || is === 'updated' || is === 'renamed');
      const names = [...namesEndedBy(reply), ...changed.map(({ name }) => name)];
      const known = await before();
      await table.remove(names.filter((name) => known.has(name)));
    },
    isUnconfirmed: (name) => unconfirmed.has(name),
  };
}
