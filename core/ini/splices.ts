/** A change of one range of a text. `from` and `to` are offsets. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  /** The text that replaces the range. */
  readonly text: string;
}

/** The text after these changes. The changes must not overlap. */
export function applySplices(text: string, edits: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const edit of [...edits].sort((a, b) => a.from - b.from || a.to - b.to)) {
    result += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  return result + text.slice(at);
}
