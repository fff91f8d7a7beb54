import { KeyferryError } from '#core/errors.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { MessageBody } from '#core/protocol/messages.ts';
import type { CliDrift } from '../cli-profiles/drift.ts';
import { cliRequest } from '../cli-profiles/request.ts';
import type { WholePortals } from '../cli-profiles/whole-portals.ts';
import type { NativeClient } from '../host/host-client.ts';
import type { IndexStore } from '../listing/index-store.ts';
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
  readonly view: PublishedView;
}

/** Asks the host to plan the profiles (`dryRun`) or to write them. */
async function ask(deps: CliProfilesDeps, session: LiveSession, { session: _, ...wish }: Wish, dryRun: boolean) {
  const index = await deps.indexStore.read(session);
  if (index === null) throw new KeyferryError('SESSION_CHANGED');
  const [{ defaultRegion, nameTemplate }, personal] = await Promise.all([
    deps.settings.read(),
    deps.personal.read(session),
  ]);
  const body = cliRequest(session, index, wish, { personal, defaultRegion, dryRun });
  const reply = await deps.host.request('set-up-cli-profiles', body);
  return { reply, whole: body.whole ? { form: body.form, template: body.template ?? nameTemplate } : null };
}

/** The names of the profiles of removed roles that the user left in place. */
const leftIn = ({ changes }: CliProfilesReply) => changes.filter(({ is }) => is === 'gone').map(({ name }) => name);

/** Handles profiles with which the AWS CLI signs in itself: first plans the changes, then makes them. */
export function cliProfileHandlers(deps: CliProfilesDeps): Pick<Handlers, Kinds> {
  return {
    async 'popup/plan-cli-profiles'(wish) {
      return (await ask(deps, await deps.sessions.live(wish.session), wish, true)).reply;
    },

    async 'popup/save-cli-profiles'(wish) {
      const session = await deps.sessions.live(wish.session);
      const { reply, whole } = await ask(deps, session, wish, false);
      const [role, ...others] = wish.roles;
      if (role && others.length === 0) deps.personal.used(session, role, { kind: 'cli' });
      if (whole) await deps.whole.remember(session, { ...whole, left: leftIn(reply) });
      if (whole) await deps.drift.settled(session, whole);
      await deps.view.refresh();
      return reply;
    },
  };
}
