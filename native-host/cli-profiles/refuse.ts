import { KeyferryError } from '#core/errors.ts';
import type { CliPlan } from './plan.ts';

/**
 * Refuses the whole set-up if at least one profile name was refused.
 * @param isOne whether the request contains only one role; the error then gives only the reason for this role
 * @throws KeyferryError the error of the only role, or CLI_PROFILES_REFUSED
 */
export function refuseRefused({ refusals }: CliPlan, isOne: boolean): void {
  const [first] = refusals;
  if (!first) return;
  if (isOne) throw first.error;
  const why = first.error.message
    .replace(/\.$/, '')
    .replace(/^T(?=he )/, 't')
    .slice(0, 512);
  throw new KeyferryError('CLI_PROFILES_REFUSED', { count: refusals.length, name: first.name.slice(0, 128), why });
}
