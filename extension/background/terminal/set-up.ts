import { KeyferryError } from '#core/errors.ts';
import { profileName } from '#core/names/profile-name.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { Refusal } from '#core/protocol/frame.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import { cliRequest } from '../cli-profiles/request.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { LiveRules } from '../live/live-rules.ts';
import type { LiveTable } from '../live/live-table.ts';
import type { LiveSetUp } from '../live/set-up.ts';
import type { TerminalLimit } from '../live/terminal-limit.ts';
import type { SetUpQuestions, SetUpWish } from '../questions/set-up-questions.ts';
import { createQueue } from '../storage/areas.ts';
import type { ManagedPolicy } from '../storage/managed-policy.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import { type NamedRole, type RoleSession, type RoleSessions, setUpRefusal } from './role-session.ts';

export interface TerminalSetUpDeps {
  readonly roleSessions: RoleSessions;
  readonly setUpQuestions: SetUpQuestions;
  readonly host: Pick<NativeClient, 'request'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly personal: Pick<PersonalStore, 'read'>;
  readonly policy: Pick<ManagedPolicy, 'live'>;
  readonly live: {
    readonly table: Pick<LiveTable, 'of'>;
    readonly rules: LiveRules;
    readonly setUp: Pick<LiveSetUp, 'check' | 'run'>;
    readonly terminalLimit: TerminalLimit;
    installation(): Promise<string>;
  };
  /** Throws if live profiles are locked or turned off. Programs cannot set up profiles then. */
  readonly refuseLocked: () => Promise<void>;
  /** Publishes the view soon. */
  readonly changed: () => void;
}

/** Sets up live profiles that programs have requested. For each profile, a person must click `Set up`. */
export interface TerminalSetUp {
  /**
   * Asks the person whether to set up this profile. After the person has allowed this, a second call sets up the
   * profile with the grant `ask`.
   * @returns the profile's name.
   * @throws KeyferryError SET_UP_ASKING until the person has answered. Also SET_UP_REFUSED, NAME_INVALID, NO_SESSION,
   * LIVE_LOCKED, LIVE_UNAVAILABLE, TERMINAL_BUSY, TERMINAL_SILENCED, and the errors that the host sent.
   */
  setUp(role: NamedRole, client: KnownClient): Promise<string>;
}

const OTHER_NAME = 'Choose another name in the popup';

/**
 * Checks the host's plan. The plan must add exactly one profile, for this role and with the requested name. Throws if
 * the plan contains any other change.
 * @throws KeyferryError
 */
function refuseOtherChange({ profile, accountId, roleName }: NamedRole, { changes, refused }: CliProfilesReply): void {
  const [refusal] = refused;
  if (refusal) throw new Refusal({ ok: false, code: refusal.code, message: refusal.message }, refusal);
  const [change, ...others] = changes;
  const isNew = change?.is === 'added' && change.name === profile && others.length === 0;
  if (isNew && change.accountId === accountId && change.roleName === roleName) return;
  const name = change?.name ?? profile;
  throw setUpRefusal(
    profile,
    `the role already has the profile ${name}`,
    'Use that profile, or change it in the popup',
  );
}

export function createTerminalSetUp(deps: TerminalSetUpDeps): TerminalSetUp {
  const { host, live, setUpQuestions } = deps;
  const queue = createQueue();

  async function refuseName({ profile }: NamedRole): Promise<void> {
    profileName(profile);
    if (profile === 'default')
      throw setUpRefusal(profile, 'tools use this profile if no other profile is chosen', OTHER_NAME);
    if (await live.table.of(profile))
      throw setUpRefusal(profile, 'there is already a profile with this name', OTHER_NAME);
  }

  async function refuseProgram({ profile }: NamedRole, { via, agent }: KnownClient): Promise<void> {
    if (via !== undefined)
      throw setUpRefusal(
        profile,
        'the request comes from another machine or a container',
        'Set the profile up in the popup',
      );
    if (agent !== undefined && (await deps.policy.live()).notForAgents)
      throw setUpRefusal(
        profile,
        'your administrator does not allow requests of coding agents',
        'Set the profile up in the popup',
      );
  }

  async function bodyFor(role: NamedRole, { session, list }: RoleSession, dryRun: boolean) {
    const [{ defaultRegion }, personal] = await Promise.all([deps.settings.read(), deps.personal.read(session)]);
    const roles = [{ accountId: role.accountId, roleName: role.roleName, name: role.profile }];
    const wish = { roles, form: 'live' as const, whole: false, prune: [] };
    return cliRequest(session, list, wish, {
      ...{ personal, defaultRegion, dryRun },
      installation: await live.installation(),
    });
  }

  async function plan(role: NamedRole, found: RoleSession): Promise<void> {
    refuseOtherChange(role, await host.request('set-up-cli-profiles', await bodyFor(role, found, true)));
  }

  async function write(role: NamedRole, found: RoleSession): Promise<string> {
    await refuseName(role);
    await plan(role, found);
    const body = await bodyFor(role, found, false);
    const reply = await live.setUp.run(found.session, { ...body, grant: 'ask' }, () =>
      host.request('set-up-cli-profiles', body),
    );
    deps.changed();
    return reply.changes.find(({ roleName }) => roleName === role.roleName)?.name ?? role.profile;
  }

  /**
   * Opens the question whether to set up the profile. While it is open, other commands cannot make the browser open a
   * page or ask a person.
   */
  function ask(wish: SetUpWish): Promise<void> {
    return new Promise((opened, failed) => {
      const open = async () => {
        const question = await setUpQuestions.open(wish);
        opened();
        await question?.ended;
      };
      live.terminalLimit.run(open).catch(failed);
    });
  }

  async function setUpNow(role: NamedRole, client: KnownClient): Promise<string> {
    await deps.refuseLocked();
    await refuseProgram(role, client);
    await refuseName(role);
    const found = await deps.roleSessions.of(role);
    await live.setUp.check(found.session);
    const { accountId, roleName, profile } = role;
    const wish: SetUpWish = { accountId, roleName, profile, client, session: found.session };
    const state = await setUpQuestions.stateOf(wish);
    if (state === 'allowed') return write(role, found);
    if (state === 'refused')
      throw setUpRefusal(
        profile,
        'the request was denied in the browser, or there were too many requests',
        'Set the role up in the popup',
      );
    if (state === 'none') {
      await live.terminalLimit.check();
      await plan(role, found);
      await ask(wish);
    }
    throw new KeyferryError('SET_UP_ASKING', { name: profile });
  }

  return { setUp: (role, client) => queue(() => setUpNow(role, client)) };
}
