import { lineNumbers, openingBrackets } from '#core/ini/lines.ts';

/**
 * For each name, the lines that at least one tool reads as a header of this profile or session. Lines count from 1.
 */
export interface ClaimedNames {
  readonly profiles: ReadonlyMap<string, readonly number[]>;
  readonly sessions: ReadonlyMap<string, readonly number[]>;
}

/**
 * botocore accepts any word that begins with the type, and quoted names. The JavaScript SDK also accepts a dot instead
 * of the blank. The flag `s` avoids quadratic time on unusual line breaks.
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

/** Every name that some tool reads in a header of this config file, indented headers too. */
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

/** For each name in a credentials file, the line of the first header with this name, counted from 1. */
export function credentialsNames(text: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  const lineAt = lineNumbers(text);
  for (const at of openingBrackets(text)) {
    const name = insideAt(text, at);
    if (!names.has(name)) names.set(name, lineAt(at));
  }
  return names;
}
