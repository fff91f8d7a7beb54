import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';

type Counts = CliProfilesReply['counts'];

const written = (counts: readonly (readonly [number, string])[]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, does]) => `${count.toLocaleString('en')} ${does}`)
    .join(', ');

const kept = ({ found, unchanged, gone }: Counts) =>
  [
    [found, 'there already'],
    [unchanged, 'unchanged'],
    [gone, 'gone'],
  ] as const;

/** `18 to add, 1 to rename, 2 gone`; `nothing to change` */
export const summaryOf = ({ counts }: Pick<CliProfilesReply, 'counts'>): string =>
  written([
    [counts.added, 'to add'],
    [counts.renamed, 'to rename'],
    [counts.updated, 'to update'],
    ...kept(counts),
    [counts.refused, 'refused'],
  ]) || 'nothing to change';

/** `18 added, 1 renamed, 2 removed` */
export const summaryDone = ({ counts }: Pick<CliProfilesReply, 'counts'>): string =>
  written([
    [counts.added, 'added'],
    [counts.renamed, 'renamed'],
    [counts.updated, 'updated'],
    [counts.removed, 'removed'],
    ...kept(counts),
  ]);
