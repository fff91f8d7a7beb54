import { KeyferryError } from '#core/errors.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { HostBody } from '#core/protocol/host-protocol.ts';
import type { MessageBody } from '#core/protocol/messages.ts';
import type { CliDrift } from '../cli-profiles/drift.ts';
import { cliRequest } from '../cli-profiles/request.ts';
import type { TerminalLists } from '../cli-profiles/terminal-lists.ts';
import type { WholePortals } from '../cli-profiles/whole-portals.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { IndexStore } from '../listing/index-store.ts';
import type { InstallationId } from '../live/serving/installation.ts';
import type { LiveSetUp } from '../live/set-up.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { PersonalStore } from '../storage/personal-store.ts';
import type { SettingsStore } from '../storage/settings-store.ts';
import type { PublishedView } from './published-view.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/plan-cli-profiles' | 'popup/save-cli-profiles';
type Wish = MessageBody<Kinds>;

export interface CliProfilesDeps {
  readonly sessions: Pick<Sessions, 'live'>;
  readonly indexStore: Pick<IndexStore, 'read'>;
  readonly settings: Pick<SettingsStore, 'read'>;
  readonly personal: Pick<PersonalStore, 'read' | 'used'>;
  readonly host: Pick<NativeClient, 'request'>;
  readonly whole: Pick<WholePortals, 'remember'>;
  readonly drift: Pick<CliDrift, 'settled'>;
  readonly terminalLists: Pick<TerminalLists, 'setUp'>;
  readonly view: PublishedView;
  readonly live: {
    readonly setUp: LiveSetUp;
    readonly installation: Pick<InstallationId, 'get'>;
  };
}

/**
 * Makes the body of a request to the host. With `dryRun`, the host only plans the profiles. Otherwise it writes them.
 */
async function requestFor(deps: CliProfilesDeps, session: LiveSession, { session: _, ...wish }: Wish, dryRun: boolean) {
  const index = await deps.indexStore.read(session);
  if (index === null) throw new KeyferryError('SESSION_CHANGED');
  const [{ defaultRegion, nameTemplate }, personal] = await Promise.all([
    deps.settings.read(),
    deps.personal.read(session),
  ]);
  const installation = wish.form === 'live' ? await deps.live.installation.get() : undefined;
  const body = cliRequest(session, index, wish, { personal, defaultRegion, dryRun, installation });
  return { body, whole: body.whole ? { form: body.form, template: body.template ?? nameTemplate } : null };
}

/** Makes the host write the profiles. Also changes the table of live profiles, so that it matches the config file. */
async function write({ host, live }: CliProfilesDeps, session: LiveSession, body: HostBody<'set-up-cli-profiles'>) {
  const send = () => host.request('set-up-cli-profiles', body);
  if (body.form === 'live') return live.setUp.run(session, body, send);
  const reply = await send();
  await live.setUp.replacedBy(reply);
  return reply;
}

/** Names of profiles that the user kept, although their roles were removed from the portal. */
const leftIn = ({ changes }: CliProfilesReply) => changes.filter(({ is }) => is === 'gone').map(({ name }) => name);

/**
 * Handles messages about profiles in the config file. These profiles use the AWS CLI's own sign-in, or they are live
 * profiles. The host first plans the changes, and then makes them.
 */
export function cliProfileHandlers(deps: CliProfilesDeps): Pick<Handlers, Kinds> {
  return {
    async 'popup/plan-cli-profiles'(wish) {
      const session = await deps.sessions.live(wish.session);
      if (wish.form === 'live') await deps.live.setUp.check(session);
      const { body } = await requestFor(deps, session, wish, true);
      return deps.host.request('set-up-cli-profiles', body);
    },

    async 'popup/save-cli-profiles'(wish) {
      const session = await deps.sessions.live(wish.session);
      if (wish.form === 'live') await deps.live.setUp.check(session);
      const { body, whole } = await requestFor(deps, session, wish, false);
      const reply = await write(deps, session, body);
      const [role, ...others] = wish.roles;
      if (role && others.length === 0)
        deps.personal.used(session, role, { kind: wish.form === 'live' ? 'live' : 'cli' });
      if (whole) await deps.whole.remember(session, { ...whole, left: leftIn(reply) });
      if (whole) await deps.drift.settled(session, whole);
      if (whole) await deps.terminalLists.setUp(session);
      await deps.view.refresh();
      return reply;
    },
  };
}
