import { readFileSync, writeFileSync } from 'node:fs';

const PATH = 'docs/VERIFICATION.md';

/** The parts of docs/VERIFICATION.md that scripts write. */
export type VerificationPart = 'clients' | 'mutants' | 'long-run';

const marks = (part: VerificationPart) => [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`] as const;

/**
 * Replaces one part of the document with these lines. The part is the text between its two marks.
 * @throws if a mark is missing
 */
export function withPart(document: string, part: VerificationPart, lines: readonly string[]): string {
  const [begin, end] = marks(part);
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PATH} does not contain the marks of the part ${part}`);
  return `${document.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${document.slice(to)}`;
}

/** The text of docs/VERIFICATION.md. */
export const readVerification = (): string => readFileSync(PATH, 'utf8');

/** Writes the result of a script into docs/VERIFICATION.md. */
export function writeVerification(part: VerificationPart, lines: readonly string[]): void {
  writeFileSync(PATH, withPart(readVerification(), part, lines));
}
