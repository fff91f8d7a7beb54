/** The action of a key in the picker, the list in which a person chooses a role. */
export type Press =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'move'; readonly by: number }
  | { readonly kind: 'page'; readonly by: 1 | -1 }
  | { readonly kind: 'first' | 'last' | 'enter' | 'escape' | 'interrupt' | 'erase' | 'erase-word' | 'erase-all' };

const UP: Press = { kind: 'move', by: -1 };
const DOWN: Press = { kind: 'move', by: 1 };

/**
 * The action of each key. The map key is what the terminal sends: a control character, or an escape sequence without
 * its ESC. The letter `O`, which some terminals send, counts as `[`.
 */
const KEYS: Readonly<Record<string, Press>> = {
  '[A': UP,
  '[B': DOWN,
  '[5~': { kind: 'page', by: -1 },
  '[6~': { kind: 'page', by: 1 },
  '[H': { kind: 'first' },
  '[1~': { kind: 'first' },
  '[F': { kind: 'last' },
  '[4~': { kind: 'last' },
  '\r': { kind: 'enter' },
  '\n': { kind: 'enter' },
  '\x03': { kind: 'interrupt' },
  '\x07': { kind: 'escape' },
  '\x7f': { kind: 'erase' },
  '\b': { kind: 'erase' },
  '\x15': { kind: 'erase-all' },
  '\x17': { kind: 'erase-word' },
  '\x10': UP,
  '\x0e': DOWN,
};

/**
 * Matches one part of the input: a sequence that begins with ESC, one control character, or text without ESC and
 * control characters.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send control characters
const PART = /\x1b(?:[[O][0-9;]*[A-Za-z~]?)?|[\x00-\x1f\x7f]|[^\x00-\x1f\x7f]+/g;

/** Reads the keys in the input from a terminal. ESC alone is the key Escape. Unknown keys are ignored. */
export function readKeys(input: string): readonly Press[] {
  return (input.match(PART) ?? []).flatMap((part): readonly Press[] => {
    if (part === '\x1b') return [{ kind: 'escape' }];
    const known = KEYS[part.startsWith('\x1b') ? part.slice(1).replace(/^O/, '[') : part];
    if (known) return [known];
    return part < ' ' ? [] : [{ kind: 'text', text: part }];
  });
}
