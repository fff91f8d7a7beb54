import { lineNumbers, openingBrackets } from '#core/ini/lines.ts';

/**
 * The names of profiles and sessions in a config file. For each name, the map contains the numbers of the lines that at
 * least one tool reads as a header with this name. Lines are counted from 1.
 */
export interface ClaimedNames {
  readonly profiles: ReadonlyMap<string, readonly number[]>;
  readonly sessions: ReadonlyMap<string, readonly number[]>;
}

/**
 * Matches a header in every form that at least one tool accepts. botocore accepts longer words, such as `profiles`, and
 * names in quotes. The JavaScript SDK also accepts a dot between the word `profile` and the name. Without the flag `s`,
 * a text with unusual line breaks would take quadratic time.
 */
const TYPED = /^(profile|sso-session)[^\s.]*[\s.]+(\S.*)$/s;

function insideAt(text: string, at: number): string {
  const feed = text.indexOf('\n', at);
  const line = text.slice(at + 1, feed < 0 ? text.length : feed);
  return (line.split(']', 1)[0] ?? '').trim();
}

function claim(names: Map<string, number[]>, name: string, line: number): void {
  const lines = names.get(name);
  if (lines) lines.push(line);
  else names.set(name, [line]);
}

/** All names that at least one tool reads in a header of this config file. The header may be indented. */
export function claimedNames(text: string): ClaimedNames {
  const profiles = new Map<string, number[]>();
  const sessions = new Map<string, number[]>();
  const lineAt = lineNumbers(text);
  for (const at of openingBrackets(text)) {
    const inside = insideAt(text, at);
    const [, type, quoted = ''] = TYPED.exec(inside) ?? [];
    const name = quoted.replace(/["'\\]/g, '').trim();
    if (inside === 'default') claim(profiles, inside, lineAt(at));
    else if (type) claim(type === 'profile' ? profiles : sessions, name, lineAt(at));
  }
  return { profiles, sessions };
}

/**
 * The names in a credentials file. For each name, the map contains the number of the first line that is a header with
 * this name. Lines are counted from 1.
 */
export function credentialsNames(text: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const lineAt = lineNumbers(text);
  for (const at of openingBrackets(text)) {
    const name = insideAt(text, at);
    if (!names.has(name)) names.set(name, lineAt(at));
  }
  return names;
}
