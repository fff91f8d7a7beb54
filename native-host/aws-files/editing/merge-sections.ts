import { readLines } from '#core/ini/lines.ts';

/** A map from each section's header to the section's raw text. The key '' has the lines before the first header. */
function rawSections(text: string): Map<string, string> {
  const headers = readLines(text).filter(({ kind }) => kind === 'header');
  const sections = new Map([['', text.slice(0, headers[0]?.start ?? text.length)]]);
  for (const [index, { start, end, indent }] of headers.entries()) {
    const line = text.slice(start + indent, end);
    const header = line.slice(0, line.lastIndexOf(']') + 1);
    let key = header;
    for (let nth = 2; sections.has(key); nth++) key = `${header} ${nth}`;
    sections.set(key, text.slice(start, headers[index + 1]?.start ?? text.length));
  }
  return sections;
}

/** Ignores blank lines at the end, because they are added and removed together with the next section. */
const isEqual = (one: string | undefined, other: string | undefined) => one?.trimEnd() === other?.trimEnd();

/** Adds the line break that a file's last section may lack. */
function joined(sections: readonly string[]): string {
  const present = sections.filter((section) => section !== '');
  const last = present.length - 1;
  return present.map((text, index) => (index === last || text.endsWith('\n') ? text : `${text}\n`)).join('');
}

/** Two texts that were both made from the text `base`. */
interface Versions {
  readonly base: string;
  readonly changed: string;
  readonly into: string;
}

/**
 * Applies the differences between `base` and `changed` to the text `into`, section by section. If `changed` and `into`
 * both changed a section, the section of `changed` wins.
 */
export function mergeSections({ base, changed, into }: Versions): string {
  if (changed === base) return into;
  if (into === base) return changed;
  const before = rawSections(base);
  const after = rawSections(changed);
  const result = rawSections(into);
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    if (!isEqual(before.get(key), after.get(key))) result.set(key, after.get(key) ?? '');
  }
  return joined([...result.values()]);
}
