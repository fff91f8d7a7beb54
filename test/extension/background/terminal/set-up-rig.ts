import type { KnownClient } from '#core/protocol/live.ts';
import { defaultSettings } from '#core/settings.ts';
import {
  announce,
  cliReply,
  type FakeWorker,
  fakeWorker,
  goodHost,
  options,
  popup,
  question,
  until,
} from '../fakes.ts';
import { ACCOUNT, client, hostAsks } from '../live/live-rig.ts';
import { fakePortal } from '../portal-fake.ts';
import { complete, use } from '../sessions/sessions-rig.ts';

export const role = { portal: 'demo', accountId: ACCOUNT, roleName: 'Admin', profile: 'new-admin' };

interface Asked {
  readonly accounts: readonly {
    readonly accountId: string;
    readonly roles: readonly { roleName: string; name: string }[];
  }[];
  readonly dryRun: boolean;
}

/** A host that reports every requested profile as added. */
export function addingHost(frame: Record<string, unknown>): Record<string, unknown> {
  if (frame.kind !== 'set-up-cli-profiles') return goodHost(frame);
  const [account] = (frame as unknown as Asked).accounts;
  const changes = (account?.roles ?? []).map((each) => ({
    ...{ name: each.name, accountId: account?.accountId ?? '', roleName: each.roleName, is: 'added' as const },
  }));
  return { ok: true, ...cliReply({ changes }, { added: changes.length }) };
}

/** A worker with a complete list of roles. Live profiles are switched on, but no profile exists. */
export async function readyWorker(portal = fakePortal(), given: Partial<Parameters<typeof fakeWorker>[0]> = {}) {
  const worker = fakeWorker({ ...portal, ...given });
  worker.host.answer = addingHost;
  await announce(worker);
  const key = await use(worker);
  await complete(worker);
  await worker.send(popup, 'popup/open');
  await worker.send(options, 'options/set-settings', { settings: { ...defaultSettings, liveProfiles: true } });
  return { worker, portal, key };
}

type Host = Pick<FakeWorker, 'host'>;

/** Sends a program's request for a new profile, as the host does. */
export const wish = (worker: Host, given: Record<string, unknown> = {}, from: Partial<KnownClient> = {}) =>
  hostAsks(worker, 'live-set-up', { ...role, ...given, client: { ...client, ...from } });

/** The open questions that the question window shows. */
export async function questions({ send }: Pick<FakeWorker, 'send'>) {
  const { value } = await send(question, 'question/open');
  return (value as { questions: Record<string, unknown>[] }).questions;
}

/** Answers the oldest question with a click in the question window. */
export async function click(worker: Pick<FakeWorker, 'send'>, answer: 'hour' | 'once' | 'deny' = 'once') {
  const oldest = await until(async () => (await questions(worker))[0]);
  return worker.send(question, 'popup/answer-question', { id: oldest.id, answer });
}

/** The requests that tell the host to write profiles. Requests for a plan (`dryRun`) are left out. */
export const writesOf = ({ host }: Host) =>
  host.frames.filter(({ kind, dryRun }) => kind === 'set-up-cli-profiles' && dryRun === false);
