/** `it holds a blank` as a sentence of its own. */
export const asSentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;

/** A sentence of core/protocol/errors.ts, its `commands` set as code. */
export function Sentence({ text }: { text: string }) {
  const parts = text.split('`');
  return <>{parts.map((part, at) => (at % 2 === 1 ? <code key={at}>{part}</code> : part))}</>;
}
