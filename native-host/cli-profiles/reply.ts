import { type CliProfilesReply, MAX_LISTED_CHANGES, MAX_LISTED_REFUSALS } from '#core/protocol/cli-profiles.ts';
import { MAX_REPLY_BYTES } from '#core/protocol/host-protocol.ts';
import type { SetUpResult } from './set-up.ts';

/**
 * The largest size of the list of changes in a reply, in bytes. The other bytes of the reply are for its other fields,
 * such as the warnings and the refusals.
 */
const CHANGES_BYTES = MAX_REPLY_BYTES - 96 * 1024;
const REFUSALS_BYTES = 80 * 1024;

/**
 * As many items from the start of the list as fit into `room`.
 * @param room the largest size of all these items together, in bytes of JSON
 */
function fitting<T>(items: readonly T[], room: number): T[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left < 0;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}

/**
 * Makes the reply to `set-up-cli-profiles`. `more` is the number of changes that do not fit into the reply.
 * @param isDry whether the request was only a test and nothing was written. After a real write, the reply only counts
 * the added profiles, because the extension already has their names.
 */
export function replyOf({ plan, warnings }: SetUpResult, isDry: boolean): CliProfilesReply {
  const { sessionName, counts, refusals } = plan;
  const all = isDry ? plan.changes : plan.changes.filter(({ is }) => is !== 'added');
  const changes = fitting(all.slice(0, MAX_LISTED_CHANGES), CHANGES_BYTES);
  const refused = refusals
    .slice(0, MAX_LISTED_REFUSALS)
    .map(({ name, error: { code, message } }) => ({ name, code, message }));
  return {
    sessionName,
    counts,
    changes,
    refused: fitting(refused, REFUSALS_BYTES),
    more: all.length - changes.length,
    file: 'config',
    ...(warnings.length > 0 && { warnings: [...warnings] }),
  };
}
