import { KeyferryError } from '#core/errors.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import type { MessageBody } from '#core/protocol/messages.ts';
import { cliRequest } from '../cli-profiles/request.ts';
import type { LiveSession } from '../sessions/session.ts';
import type { Worker } from '../worker.ts';
import type { Handlers } from './router.ts';

type Kinds = 'popup/plan-cli-profiles' | 'popup/save-cli-profiles';
type Wish = MessageBody<Kinds>;

async function ask(worker: Worker, session: LiveSession, { session: _, ...wish }: Wish, dryRun: boolean) {
  const index = await worker.indexStore.read(session);
  if (index === null) throw new KeyferryError('SESSION_CHANGED');
  const [{ defaultRegion, nameTemplate }, personal] = await Promise.all([
    worker.settings.read(),
    worker.personal.read(session),
  ]);
  const body = cliRequest(session, index, wish, { personal, defaultRegion, dryRun });
  const reply = await worker.host.request('set-up-cli-profiles', body);
  return { reply, whole: body.whole ? { form: body.form, template: body.template ?? nameTemplate } : null };
}

/** What is still gone after the save was looked at and left. */
const leftIn = ({ changes }: CliProfilesReply) => changes.filter(({ is }) => is === 'gone').map(({ name }) => name);

/** Profiles of the AWS CLI's own sign-in: first what they would change, then the change. */
export function cliProfileHandlers(worker: Worker): Pick<Handlers, Kinds> {
  return {
    async 'popup/plan-cli-profiles'(wish) {
      return (await ask(worker, await worker.sessions.live(wish.session), wish, true)).reply;
    },

    async 'popup/save-cli-profiles'(wish) {
      const session = await worker.sessions.live(wish.session);
      const { reply, whole } = await ask(worker, session, wish, false);
      if (whole) await worker.cliWhole.remember(session, { ...whole, left: leftIn(reply) });
      if (whole) await worker.cliNews.settled(session, whole);
      await worker.view.refresh();
      return reply;
    },
  };
}
