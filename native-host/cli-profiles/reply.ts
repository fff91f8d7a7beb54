import { KeyferryError } from '#core/errors.ts';
import { type CliProfilesReply, MAX_LISTED_CHANGES, MAX_LISTED_REFUSALS } from '#core/protocol/cli-profiles.ts';
import { MAX_REPLY_BYTES } from '#core/protocol/host-protocol.ts';
import type { CliPlan } from './plan.ts';
import type { Done } from './set-up.ts';

/** For the envelope, the counts, the warnings and the refusals, whose sentences are cut to fit. */
const CHANGES_BYTES = MAX_REPLY_BYTES - 96 * 1024;
const REFUSALS_BYTES = 80 * 1024;

/** As many from the start as fit, in bytes of JSON. */
function fitting<T>(items: readonly T[], room: number): T[] {
  let left = room;
  const end = items.findIndex((item) => {
    left -= Buffer.byteLength(JSON.stringify(item)) + 1;
    return left < 0;
  });
  return end < 0 ? [...items] : items.slice(0, end);
}

/**
 * The plan as an answer: what does not fit is counted.
 * @param isDry else what came to be as it was asked for is counted and not said again.
 */
export function replyOf({ plan, warnings }: Done, isDry: boolean): CliProfilesReply {
  const { sessionName, counts, refusals } = plan;
  const all = isDry ? plan.changes : plan.changes.filter(({ is }) => is !== 'added');
  const changes = fitting(all.slice(0, MAX_LISTED_CHANGES), CHANGES_BYTES);
  const refused = refusals.slice(0, MAX_LISTED_REFUSALS).map(({ name, error }) => {
    const { code, message } = error();
    return { name, code, message };
  });
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

/**
 * Refuses the whole where a part is refused.
 * @param isOne whether one role was asked for: then its own reason says it all.
 * @throws KeyferryError the refusal's own, or CLI_PROFILES_REFUSED
 */
export function refuseRefused({ refusals }: CliPlan, isOne: boolean): void {
  const [first] = refusals;
  if (!first) return;
  const error = first.error();
  if (isOne) throw error;
  const why = error.message
    .replace(/\.$/, '')
    .replace(/^T(?=he )/, 't')
    .slice(0, 512);
  throw new KeyferryError('CLI_PROFILES_REFUSED', { count: refusals.length, name: first.name.slice(0, 128), why });
}
