import { applySplices, readSections } from '#core/ini/document.ts';
import type { Edit } from './edit.ts';

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

/** Blank lines behind a section come and go with its neighbours. */
const isSame = (one: string | undefined, other: string | undefined): boolean => one?.trimEnd() === other?.trimEnd();

interface Parted {
  readonly body: string | undefined;
  readonly tail: string;
}

/** A section, and what lies between it and the next: comments there come and go with the neighbours too. */
function parted(block: string | undefined): Parted {
  if (block === undefined) return { body: undefined, tail: '' };
  const lines = block.split(/(?<=\n)/);
  const end = lines.findLastIndex((line) => !/^\s*(?:$|[#;])/.test(line)) + 1;
  return { body: lines.slice(0, end).join(''), tail: lines.slice(end).join('') };
}

/**
 * A late text as its writer meant it: where it died half-way or found no room, what it did not come to is as it was.
 * A text without its last line break is taken for whole only where the one before had none either.
 */
export function asMeant(base: string, late: string): string {
  const isCut = !late.endsWith('\n') && (base.endsWith('\n') || base.startsWith(late));
  if (!isCut) return late;
  const [result, written] = [blocksOf(base), [...blocksOf(late)]];
  const [last, block = ''] = written.at(-1) ?? [];
  for (const [key, block] of written) if (key !== last) result.set(key, block);
  // Half a line, without which the AWS CLI can read the file.
  if (last !== undefined && !result.has(last)) result.set(last, block.replace(/\n[^\n=:\]]+$/, '\n'));
  return joined([...result.values()]);
}

/**
 * Brings the other program's changes into `current`, which may have been changed once more since. A section that was
 * changed there stays as it is; it is the newer one.
 */
export function mergeLate(current: string, text: LateText): string {
  return current === text.ours || current === text.base ? text.late : mergeSections(current, text);
}

/** What becomes of a section that they changed, where it or what lies behind it has been changed by others too. */
function mergedBlock(was: Parted, ours: Parted, theirs: Parted, now: Parted): string {
  const isNewer = !isSame(now.body, was.body) && !isSame(now.body, ours.body);
  if (isNewer || isSame(was.body, theirs.body)) return joined([now.body ?? '', now.tail]);
  const isOldTail = isSame(now.tail, was.tail) || isSame(now.tail, ours.tail);
  return joined([theirs.body ?? '', isOldTail ? theirs.tail : now.tail]);
}

/** The same section by section, whatever `current` is: what only we made stays. */
export function mergeSections(current: string, { base, ours, late }: LateText): string {
  const [before, own, theirs, result] = [base, ours, late, current].map(blocksOf) as [Blocks, Blocks, Blocks, Blocks];
  for (const key of new Set([...before.keys(), ...theirs.keys()])) {
    const [was, their, now] = [before.get(key), theirs.get(key), result.get(key)];
    if (isSame(was, their)) continue;
    result.set(
      key,
      isSame(now, was) ? (their ?? '') : mergedBlock(parted(was), parted(own.get(key)), parted(their), parted(now)),
    );
  }
  return joined([...result.values()]);
}

/** Whether all that we made of the text still stands in `current`, as we made it. */
function holdsOurs(current: string, { base, ours }: LateText): boolean {
  const [before, own, now] = [base, ours, current].map(blocksOf) as [Blocks, Blocks, Blocks];
  const keys = new Set([...before.keys(), ...own.keys()]);
  return [...keys].every((key) => isSame(before.get(key), own.get(key)) || isSame(now.get(key), own.get(key)));
}

/**
 * What becomes of `current`, whose writers have been told that all went well, when a late text is found.
 * @param edit ours, made once more only where nobody has changed its work since: it may be out of date by now.
 */
export function mended(current: string, text: LateText, edit: Edit): string {
  const merged = mergeLate(current, text);
  if (!holdsOurs(current, text)) return merged;
  try {
    const edited = edit(merged);
    return typeof edited === 'string' ? edited : applySplices(merged, edited);
  } catch {
    return mergeSections(current, text);
  }
}

type Blocks = Map<string, string>;

/** Blocks end with a line break, save the last one. */
function joined(blocks: readonly string[]): string {
  const there = blocks.filter((block) => block !== '');
  return there
    .map((block, index) => (index === there.length - 1 || block.endsWith('\n') ? block : `${block}\n`))
    .join('');
}
