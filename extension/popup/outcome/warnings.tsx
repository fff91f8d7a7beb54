import { Sentence } from '../../ui/sentence.tsx';
import type { Outcome } from './outcome-types.ts';

/** The host's warnings about the files after a write. Empty if the outcome has no warnings. */
export function warningsOf(outcome: Outcome | null): readonly string[] {
  if (outcome?.is === 'written' || outcome?.is === 'written-together') return outcome.warnings ?? [];
  if (outcome?.is === 'cli-saved') return outcome.reply.warnings ?? [];
  return outcome?.is === 'renewed' ? (outcome.renewal.warnings ?? []) : [];
}

/** Shows warnings after a successful write, for example that a tool cannot read a file. */
export function Warnings({ of }: { of: readonly string[] }) {
  return of.map((warning) => (
    <p key={warning}>
      <strong>Warning:</strong> <Sentence text={warning} />
    </p>
  ));
}
