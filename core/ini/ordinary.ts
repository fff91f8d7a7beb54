import { hasDotForBlank } from './headers.ts';

const HEADER = String.raw`\[([\w./@%+:-]+(?: [\w./@%+:-]+)?)\]`;
const SETTING = String.raw`([a-z][a-z0-9_]*) ?= ?(?![\t "'])[\t !-"$-:<-~]*`;
const COMMENT = String.raw`[#;][\t -~]*`;
const ORDINARY_LINE = new RegExp(`(?:${HEADER}|${SETTING}|${COMMENT})?(?:\\r?\\n|$)`, 'y');
/** An older key for the session token. Some tools prefer it to the newer key `aws_session_token`. */
const OLDER_TOKEN = 'aws_security_token';
/** Sections that some tools treat in their own way. */
const SPECIAL = ['DEFAULT', '__proto__', 'profile __proto__'];

/** What was read so far. */
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
 * Whether a text has only lines of the most usual forms, which every client reads in the same way. `readerProblems`
 * finds nothing in such a text, so a caller that must be fast need not load the rules of `readerProblems`.
 * @returns false if the rules may find something
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
