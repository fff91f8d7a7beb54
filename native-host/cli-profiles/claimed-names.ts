import { openingBrackets } from '#core/ini/lines.ts';

/** By name, the offset of each line that some reader takes for the header of that profile or session. */
export interface ClaimedNames {
  readonly profiles: ReadonlyMap<string, readonly number[]>;
  readonly sessions: ReadonlyMap<string, readonly number[]>;
}

/**
 * botocore takes every word that begins so and a name in a shell's quotes, the JavaScript SDK a dot for the blank. Without
 * `s`, an odd line break would be looked for anew from each dot.
 */
const TYPED = /^(profile|sso-session)[^\s.]*[\s.]+(\S.*)$/s;

function insideAt(text: string, at: number): string {
  const feed = text.indexOf('\n', at);
  const line = text.slice(at + 1, feed < 0 ? text.length : feed);
  return (line.split(']', 1)[0] ?? '').trim();
}

function claim(names: Map<string, number[]>, name: string, at: number): void {
  const places = names.get(name);
  if (places) places.push(at);
  else names.set(name, [at]);
}

/** Every name that a header of this config file gives in the eyes of the most generous reader, indented ones too. */
export function claimedNames(text: string): ClaimedNames {
  const profiles = new Map<string, number[]>();
  const sessions = new Map<string, number[]>();
  for (const at of openingBrackets(text)) {
    const inside = insideAt(text, at);
    const [, type, quoted = ''] = TYPED.exec(inside) ?? [];
    const name = quoted.replace(/["'\\]/g, '').trim();
    if (inside === 'default') claim(profiles, inside, at);
    else if (type) claim(type === 'profile' ? profiles : sessions, name, at);
  }
  return { profiles, sessions };
}

/** By name, the offset of its first header in a credentials file. */
export function credentialsNames(text: string): ReadonlyMap<string, number> {
  const names = new Map<string, number>();
  for (const at of openingBrackets(text)) {
    const name = insideAt(text, at);
    if (!names.has(name)) names.set(name, at);
  }
  return names;
}
