import { hasDotForBlank } from './headers.ts';

const HEADER = String.raw`\[([\w./@%+:-]+(?: [\w./@%+:-]+)?)\]`;
const SETTING = String.raw`([a-z][a-z0-9_]*) ?= ?(?![\t "'])[\t !-"$-:<-~]*`;
const COMMENT = String.raw`[#;][\t -~]*`;
const ORDINARY_LINE = new RegExp(`(?:${HEADER}|${SETTING}|${COMMENT})?(?:\\r?\\n|$)`, 'y');
/** An older key for the session token. Some tools prefer it to the newer key `aws_session_token`. */
const OLDER_TOKEN = 'aws_security_token';
/** Sections that some tools treat specially. */
const SPECIAL = ['DEFAULT', '__proto__', 'profile __proto__'];

/** The names of the sections and keys that were read so far. */
interface Seen {
  readonly sections: Set<string>;
  readonly keys: Set<string>;
}

function opensSection(name: string, { sections, keys }: Seen): boolean {
  if (sections.has(name) || SPECIAL.includes(name) || hasDotForBlank(name)) return false;
  sections.add(name);
  keys.clear();
  return true;
}

function addsKey(key: string, { sections, keys }: Seen): boolean {
  if (sections.size === 0 || keys.has(key) || key === OLDER_TOKEN) return false;
  keys.add(key);
  return true;
}

/**
 * Whether every line of a text has a simple form that all clients read in the same way. `readerProblems` finds nothing
 * in such a text. So a command that must be fast can skip `readerProblems`, and need not load its rules.
 * @returns false if `readerProblems` may find something
 */
export function isOrdinary(text: string): boolean {
  const seen: Seen = { sections: new Set(), keys: new Set() };
  for (let at = 0; at < text.length; at = ORDINARY_LINE.lastIndex) {
    ORDINARY_LINE.lastIndex = at;
    const line = ORDINARY_LINE.exec(text);
    if (!line) return false;
    const [, name, key] = line;
    if (name !== undefined && !opensSection(name, seen)) return false;
    if (key !== undefined && !addsKey(key, seen)) return false;
  }
  return true;
}
