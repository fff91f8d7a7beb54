/** Turns a clause such as `it contains a blank` into a sentence. */
export const asSentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;

/** Shows a sentence from core/errors.ts. Text in backquotes is shown as code. */
export function Sentence({ text }: { text: string }) {
  const parts = text.split('`');
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>;
}
