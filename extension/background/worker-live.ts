import type { RoleRef } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import type { ConsoleLinks } from './browser/console-links.ts';
import type { ConsoleTabs } from './browser/console-tabs.ts';
import type { CredentialSource } from './credentials/source.ts';
import type { NativeClient } from './host/host-client.ts';
import type { LiveGrants, LiveQuestions } from './live/decision.ts';
import { createLiveRules } from './live/live-rules.ts';
import { createLiveTable } from './live/live-table.ts';
import { createLiveView } from './live/live-view.ts';
import { createLiveAccess } from './live/serving/access.ts';
import { createLiveAnswers } from './live/serving/answers.ts';
import { createClockGuard } from './live/serving/clock-guard.ts';
import { createLiveConsole } from './live/serving/console.ts';
import { createInstallationId } from './live/serving/installation.ts';
import { createLiveKeys } from './live/serving/keys.ts';
import { createLogin } from './live/serving/login.ts';
import { createLivePort } from './live/serving/port.ts';
import { createLiveSessions } from './live/serving/sessions.ts';
import { createTickets } from './live/serving/tickets.ts';
import { createLiveSetUp } from './live/set-up.ts';
import { createTerminalLimit } from './live/terminal-limit.ts';
import type { KeepFresh } from './profiles/keep-fresh.ts';
import type { Session } from './sessions/session.ts';
import { createManagedPolicy } from './storage/managed-policy.ts';
import type { PersonalStore } from './storage/personal-store.ts';
import type { SettingsStore } from './storage/settings-store.ts';
import type { WorkerDeps } from './worker-deps.ts';
import type { SessionParts } from './worker-sessions.ts';

export interface LivePartsDeps extends Pick<SessionParts, 'sessions' | 'clock' | 'trust'> {
  readonly host: NativeClient;
  readonly settings: SettingsStore;
  readonly source: CredentialSource;
  readonly grants: LiveGrants;
  readonly questions: LiveQuestions;
  readonly personal: Pick<PersonalStore, 'used'>;
  readonly consoles: ConsoleTabs;
  readonly consoleLinks: ConsoleLinks;
  /** Shows the page of a portal, in a tab that is already open or in a new one. */
  readonly showPortal: (startUrl: string) => Promise<void>;
  readonly keepFresh: Pick<KeepFresh, 'wantsPort' | 'portals'>;
  /** Looks for the sessions of these portals in the browser's cookies. */
  readonly restore: (startUrls: readonly string[]) => Promise<void>;
  /** Whether any other work is running. A restart of the extension would interrupt it. */
  readonly isBusy: () => boolean;
  /** Publishes the view soon. */
  readonly changed: () => void;
}

/** The functions that make links to the console and open these links, for programs that use live profiles. */
function consoleActions({ consoles, consoleLinks, personal }: LivePartsDeps) {
  return {
    consoleLink: consoleLinks.linkFor,
    async openConsole(session: Session, role: RoleRef, link: string): Promise<void> {
      await consoles.open(session, link);
      personal.used(session, { accountId: role.accountId, roleName: role.roleName });
    },
  };
}

/** Creates the parts that work with live profiles. */
export function createLiveParts(browser: WorkerDeps, deps: LivePartsDeps) {
  const { local, session: memory } = browser.areas;
  const { host, settings, grants, changed } = deps;
  const installation = createInstallationId({ ...browser, local });
  const table = createLiveTable({ local, later: browser.later, changed });
  const rules = createLiveRules({ policy: createManagedPolicy(browser.managed), settings });
  const keys = createLiveKeys({ ...deps, now: browser.now });
  const sessions = createLiveSessions(deps);

  async function jumped(): Promise<void> {
    keys.clear();
    await grants.clear();
  }
  const guard = createClockGuard({ ...browser, memory, jumped });

  async function lock(): Promise<void> {
    keys.clear();
    await grants.lockAll();
    keys.clear();
  }
  /**
   * Pauses one live profile, and deletes its keys, its grant, and the person's answers about it. Only a person can end
   * the pause.
   * @throws LIVE_NOT_MINE
   */
  async function forgetProfile(name: string): Promise<void> {
    const profile = await table.of(name);
    if (!profile) throw new KeyferryError('LIVE_NOT_MINE', { name });
    await table.change([name], { isPaused: true });
    const dropKeys = () => keys.forget({ startUrl: profile.portal, identity: profile.user }, profile);
    dropKeys();
    await grants.forget(name);
    dropKeys();
  }
  const access = createLiveAccess({ ...deps, table, rules, sessions });
  const [tickets, limit] = [createTickets(), createTerminalLimit({ ...browser, memory })];
  const own = { table, rules, sessions, keys, guard, lock, forgetProfile, access, tickets, limit };
  const parts = { ...browser, ...deps, ...own };
  const handlers = {
    ...createLiveAnswers(parts),
    'live-login': createLogin(parts),
    'live-console': createLiveConsole({ ...parts, ...consoleActions(deps) }),
  };

  /**
   * Whether the port to the host is needed. If the terminal may see all roles, the port is needed even without live
   * profiles, because a program may request the first live profile.
   */
  const hasWork = async () =>
    !(await table.isEmpty()) || (await settings.read()).terminalRoles === 'all' || (await deps.keepFresh.wantsPort());
  const port = createLivePort({
    ...browser,
    ...{ host, installation, guard, memory, changed },
    isNeeded: async () => (await rules.now()).isOn && (await hasWork()),
    stopped: keys.clear,
    isBusy: () => tickets.open() > 0 || deps.isBusy(),
  });
  const setUp = createLiveSetUp({ table, rules, grants, settings, port });

  return {
    ...{ table, rules, grants, keys, sessions, port, installation, setUp, terminalLimit: limit, lock, handlers },
    view: createLiveView({ ...browser, ...deps, table, rules, setUp, isServing: port.isServing }),
    /** Call this after every change of sessions. Deletes the keys of sessions that have ended. */
    async sessionsChanged(): Promise<void> {
      keys.keepOnly(await deps.sessions.all());
    },
    /** Call this when sessions were signed out or forgotten. Deletes all answers that the person gave. */
    async ended(sessions: readonly Session[]): Promise<void> {
      if (sessions.some(({ isPrivate }) => !isPrivate)) await grants.clear();
    },
    /** Call this when the browser or the extension has started. Looks for the portal sessions of live profiles. */
    async started(): Promise<void> {
      if ((await rules.now()).isOn) {
        const portals = (await table.all()).map(({ portal }) => portal);
        await deps.restore([...new Set([...portals, ...(await deps.keepFresh.portals())])]);
      }
      await port.update();
    },
    /** Erases the live profiles of a portal. If there are any, also erases all keys and all answers of the person. */
    async forgetPortal(startUrl: string): Promise<void> {
      const profiles = (await table.all()).filter(({ portal }) => portal === startUrl);
      if (profiles.length === 0) return;
      keys.clear();
      await grants.clear();
      await table.remove(profiles.map(({ name }) => name));
      await port.update();
    },
    /** Erases the table of live profiles, the id of this installation, all keys, and all answers of the person. */
    async forget(): Promise<void> {
      keys.clear();
      await table.forgetAll();
      await installation.forget();
      await grants.eraseAll();
      await port.update();
    },
  };
}

export type LiveParts = ReturnType<typeof createLiveParts>;
