import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';

type Counts = CliProfilesReply['counts'];

const joined = (counts: readonly (readonly [number, string])[]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, does]) => `${count.toLocaleString('en')} ${does}`)
    .join(', ');

const unaffected = ({ found, unchanged, gone }: Counts) =>
  [
    [found, 'there already'],
    [unchanged, 'unchanged'],
    [gone, 'gone'],
  ] as const;

/**
 * Says what a save would do: `18 to add, 1 to rename, 2 gone`, or `nothing to change`.
 * @param others how many added profiles get another name because their first name is taken. The text is then, for
 * example, `12 to add, 6 get another name`.
 */
export const summaryOf = ({ counts }: Pick<CliProfilesReply, 'counts'>, others = 0): string =>
  joined([
    [counts.added - Math.min(others, counts.added), 'to add'],
    [Math.min(others, counts.added), others === 1 ? 'gets another name' : 'get another name'],
    [counts.renamed, 'to rename'],
    [counts.updated, 'to update'],
    ...unaffected(counts),
    [counts.refused, 'refused'],
  ]) || 'nothing to change';

/** Says what a save has done: `18 added, 1 renamed, 2 removed`. */
export const summaryDone = ({ counts }: Pick<CliProfilesReply, 'counts'>): string =>
  joined([
    [counts.added, 'added'],
    [counts.renamed, 'renamed'],
    [counts.updated, 'updated'],
    [counts.removed, 'removed'],
    ...unaffected(counts),
  ]);
