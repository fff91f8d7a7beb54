/** A text that is prepared for the search, with the positions where its words begin and end. */
export interface Field {
  readonly shown: string;
  /**
   * The text in lower case without accents. It has the same length as `shown`, so a match has the same position in both
   * texts.
   */
  readonly folded: string;
  /** Whether a word begins at this position. In `ReadOnlyAccess`, words begin at `0`, `4` and `8`. */
  begins(at: number): boolean;
  /** The positions where words begin. */
  beginnings(): readonly number[];
  /** Whether a word ends just before this position. In `ReadOnlyAccess`, words end before `4`, `8` and `14`. */
  ends(at: number): boolean;
}

const BEGIN = 1;
const END = 2;

/** The text in lower case without accents: `Zürich` → `zurich`. The result has the same length in UTF-16 units. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (/^[\x20-\x7e]*$/.test(text)) return lower;
  return Array.from({ length: text.length }, (_, at) => {
    const plain = text.charAt(at).normalize('NFD').charAt(0).toLowerCase();
    return plain.length === 1 ? plain : text.charAt(at);
  }).join('');
}

type Kind = 'sign' | 'digit' | 'capital' | 'letter';

function kindOf(char: string): Kind {
  if (char >= 'a' && char <= 'z') return 'letter';
  if (char >= 'A' && char <= 'Z') return 'capital';
  if (char >= '0' && char <= '9') return 'digit';
  if (char <= '\x7f') return 'sign';
  if (/\p{Lu}/u.test(char)) return 'capital';
  if (/\p{N}/u.test(char)) return 'digit';
  return /[\p{L}\p{M}]/u.test(char) ? 'letter' : 'sign';
}

/**
 * Whether one word ends and another begins between two characters: `y|O` in `ReadOnly`, `S|P` in `AWSPower`, `m|1` in
 * `team14`.
 */
function divides(before: Kind, kind: Kind, after: Kind): boolean {
  if ((before === 'digit') !== (kind === 'digit')) return true;
  return kind === 'capital' && (before === 'letter' || after === 'letter');
}

/**
 * Marks for each position of a text: `BEGIN` if a word begins there, `END` if a word ends just before it. The end of
 * the text is a position too.
 */
function edgesOf(text: string): Uint8Array {
  const edges = new Uint8Array(text.length + 1);
  let before: Kind = 'sign';
  let kind: Kind = 'sign';
  let at = 0;
  let next = 0;
  // Each step decides whether a word begins or ends at the character before `char`. This decision also depends on
  // `char`.
  for (const char of `${text}\n`) {
    const after = kindOf(char);
    if (before === 'sign') edges[at] = kind === 'sign' ? 0 : BEGIN;
    else if (kind === 'sign') edges[at] = END;
    else if (divides(before, kind, after)) edges[at] = BEGIN | END;
    before = kind;
    kind = after;
    at = next;
    next += char.length;
  }
  if (before !== 'sign') edges[text.length] = END;
  return edges;
}

const positions = (edges: Uint8Array) => [...edges.keys()].filter((at) => ((edges[at] ?? 0) & BEGIN) !== 0);

/**
 * Prepares a text for the search. The beginnings and ends of its words are found on first use, because the list is
 * shown before the person types.
 */
export function field(shown: string): Field {
  let known: Uint8Array | undefined;
  let starts: readonly number[] | undefined;
  const edges = () => {
    known ??= edgesOf(shown);
    return known;
  };
  return {
    shown,
    folded: fold(shown),
    begins: (at) => ((edges()[at] ?? 0) & BEGIN) !== 0,
    ends: (at) => ((edges()[at] ?? 0) & END) !== 0,
    beginnings() {
      starts ??= positions(edges());
      return starts;
    },
  };
}
