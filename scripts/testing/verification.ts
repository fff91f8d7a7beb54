import { readFileSync, writeFileSync } from 'node:fs';

const PATH = 'docs/VERIFICATION.md';

/** The parts of docs/VERIFICATION.md that commands write. */
export type VerificationPart = 'clients' | 'mutants' | 'long-run';

const marks = (part: VerificationPart) => [`<!-- ${part}: begin -->`, `<!-- ${part}: end -->`] as const;

/**
 * The document, with the text between the two marks of a part replaced by the given lines.
 * @throws if the document does not have both marks
 */
export function withPart(document: string, part: VerificationPart, lines: readonly string[]): string {
  const [begin, end] = marks(part);
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${PATH} lacks the marks of the part ${part}`);
  return `${document.slice(0, from + begin.length)}\n\n${lines.join('\n')}\n\n${document.slice(to)}`;
}

/** The text of docs/VERIFICATION.md. */
export const readVerification = (): string => readFileSync(PATH, 'utf8');

/** Writes the result of a command into docs/VERIFICATION.md. */
export function writeVerification(part: VerificationPart, lines: readonly string[]): void {
  writeFileSync(PATH, withPart(readVerification(), part, lines));
}
