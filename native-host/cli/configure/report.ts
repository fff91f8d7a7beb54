import type { CliPlan } from '../../cli-profiles/plan.ts';
import type { SetUpRequest } from '../../cli-profiles/plan-inputs.ts';
import { jsonText } from '../../terminal/printable.ts';
import { table } from '../../terminal/table.ts';

/** The table that shows a plan to a person. Empty if the plan changes nothing. */
export function planTable({ changes, refusals }: CliPlan): string {
  const rows = changes.map(({ is, name, was, accountId, roleName }) => [
    is,
    was === undefined ? name : `${name} (was ${was})`,
    accountId,
    roleName,
  ]);
  const refused = refusals.map(({ name, error }) => ['refused', name, '-', error.message]);
  if (rows.length + refused.length === 0) return '';
  return table([['CHANGE', 'PROFILE', 'ACCOUNT', 'ROLE'], ...rows, ...refused]);
}

/** A plan as JSON text. The fields of `more` come first. */
export function planJson({ sessionName, counts, changes, refusals }: CliPlan, more: object): string {
  const refused = refusals.map(({ name, error: { code, message } }) => ({ name, code, message }));
  return jsonText({ ...more, sessionName, counts, changes, refused });
}

/** Sentences about a plan, which are printed after its table. */
export function remarks({ counts, changes }: CliPlan, { portal, form }: SetUpRequest, isDry: boolean): string[] {
  const isDone = changes.every(({ is }) => is === 'found' || is === 'gone');
  const first = changes.find(({ is }) => is === 'added' || is === 'updated' || is === 'renamed');
  return [
    ...(counts.gone > 0
      ? [`${counts.gone} profiles have roles that no longer exist; --prune removes those profiles.`]
      : []),
    ...(isDone ? [`All profiles of ${portal} are already up to date.`] : []),
    ...(isDry && !isDone ? ['This is what would change; nothing was changed.'] : []),
    ...(!isDry && first && form !== 'live' ? [`Sign in with \`aws sso login --profile ${first.name}\`.`] : []),
  ];
}
