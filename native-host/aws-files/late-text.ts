import { readSections } from '#core/ini-document.ts';

/** What another program wrote into the file that we had just replaced, and which nobody would ever read again. */
export interface LateText {
  /** The text that both started from. */
  readonly base: string;
  /** What we made of it. */
  readonly ours: string;
  /** What the other program made of it. */
  readonly late: string;
}

/** Sections as raw text by name, the second of a name under a key of its own; what stands before the first is `''`. */
function blocksOf(text: string): Map<string, string> {
  const starts = [0];
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);
  const headers = readSections(text).map(({ name, line }) => ({ name, at: starts[line - 1] ?? 0 }));
  const seen = new Map<string, number>();
  const blocks = new Map([['', text.slice(0, headers[0]?.at ?? text.length)]]);
  for (const [index, { name, at }] of headers.entries()) {
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    blocks.set(`[${name}]${nth}`, text.slice(at, headers[index + 1]?.at ?? text.length));
  }
  return blocks;
}

/**
 * Brings the other program's changes into `current`, which may have been changed once more since. A section that was
 * changed there stays as it is; it is the newer one.
 */
export function mergeLate(current: string, { base, ours, late }: LateText): string {
  if (current === ours || current === base) return late;
  const [before, own, theirs, result] = [base, ours, late, current].map(blocksOf) as [Blocks, Blocks, Blocks, Blocks];
  for (const key of new Set([...before.keys(), ...theirs.keys()])) {
    if (before.get(key) === theirs.get(key)) continue;
    const present = result.get(key);
    const isUntouched = present === before.get(key) || present === own.get(key);
    if (isUntouched) result.set(key, theirs.get(key) ?? '');
  }
  return joined([...result.values()].filter((block) => block !== ''));
}

/** Whether all that we made of the text still stands in `current`, as we made it. */
export function holdsOurs(current: string, { base, ours }: LateText): boolean {
  const [before, own, now] = [base, ours, current].map(blocksOf) as [Blocks, Blocks, Blocks];
  const keys = new Set([...before.keys(), ...own.keys()]);
  return [...keys].every((key) => before.get(key) === own.get(key) || now.get(key) === own.get(key));
}

type Blocks = Map<string, string>;

/** Blocks end with a line break, save the last one. */
const joined = (blocks: readonly string[]): string =>
  blocks.map((block, index) => (index === blocks.length - 1 || block.endsWith('\n') ? block : `${block}\n`)).join('');
