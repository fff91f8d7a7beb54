import { Sentence } from '../../ui/sentence.tsx';
import type { Outcome } from './outcome-types.ts';

/** The host's sentences about the files after a write; empty for other outcomes. */
export function warningsOf(outcome: Outcome | null): readonly string[] {
  if (outcome?.is === 'written' || outcome?.is === 'written-together') return outcome.warnings ?? [];
  if (outcome?.is === 'cli-saved') return outcome.reply.warnings ?? [];
  return outcome?.is === 'renewed' ? (outcome.renewal.warnings ?? []) : [];
}

/** What the user should know although the profiles are written, such as a file that a tool cannot read. */
export function Warnings({ of }: { of: readonly string[] }) {
  return of.map((warning) => (
    <p key={warning}>
      <strong>Warning:</strong> <Sentence text={warning} />
    </p>
  ));
}
