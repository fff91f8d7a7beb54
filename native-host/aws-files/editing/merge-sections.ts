import { readLines } from '#core/ini/lines.ts';

/**
 * The sections of a file. The key is the header of a section, and the value is the section's text. The key '' contains
 * the lines before the first header.
 */
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

/**
 * Compares two sections. Ignores blank lines at the end, because tools add and remove them together with the next
 * section.
 */
const isEqual = (one: string | undefined, other: string | undefined) => one?.trimEnd() === other?.trimEnd();

/** Joins the sections. If a section does not end with a line break, the function adds one before the next section. */
function joined(sections: readonly string[]): string {
  const present = sections.filter((section) => section !== '');
  const last = present.length - 1;
  return present.map((text, index) => (index === last || text.endsWith('\n') ? text : `${text}\n`)).join('');
}

/** Three versions of a file. The versions `changed` and `into` were both made from `base`. */
interface Versions {
  readonly base: string;
  readonly changed: string;
  readonly into: string;
}

/**
 * Applies the differences between `base` and `changed` to `into`, section by section. If a section differs from `base`
 * in both `changed` and `into`, the result contains the section from `changed`.
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
