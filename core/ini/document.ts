import { type Line, lineNumbers, readLines, refuseOddBreaks } from './lines.ts';
import { content, locateAll, readValues } from './section.ts';

/** A section as botocore reads it. */
export interface Section {
  readonly name: string;
  /** Number of the line with the header, counted from 1. */
  readonly line: number;
  /** The values, by key in lower case. If a value has several lines, `\n` is between the lines. */
  readonly values: ReadonlyMap<string, string>;
}

/**
 * Every section in the order of the file. If the file has a section twice, the list has two entries for the section.
 */
export function readSections(text: string): Section[] {
  const lines = readLines(text);
  const headers = lines.flatMap((line, index) => (line.kind === 'header' ? [index] : []));
  return headers.map((header, nth) => {
    const shown = content(text, lines[header] as Line);
    return {
      name: shown.slice(1, shown.lastIndexOf(']')),
      line: header + 1,
      values: readValues(text, lines.slice(header + 1, headers[nth + 1] ?? lines.length)),
    };
  });
}

/**
 * Finds the sections with these names. The result maps each name to its section. If the file does not have a section,
 * the result does not contain its name. One pass over the text finds all sections.
 * @throws IniAmbiguity when tools disagree about which lines belong to one of these sections.
 */
export function findSections(text: string, names: ReadonlySet<string>): Map<string, Section> {
  refuseOddBreaks(text);
  const extentOf = locateAll(text, names);
  const lineAt = lineNumbers(text);
  const found = [...names].flatMap((name) => {
    const extent = extentOf(name);
    return extent ? [{ name, extent }] : [];
  });
  // `lineAt` counts lines only forward, so it must get the offsets in ascending order.
  found.sort((a, b) => a.extent.start - b.extent.start);
  return new Map(
    found.map(({ name, extent }) => [
      name,
      { name, line: lineAt(extent.start), values: readValues(text, extent.lines) },
    ]),
  );
}

/**
 * The section of this name, or null.
 * @throws IniAmbiguity in the same cases as `findSections`.
 */
export function findSection(text: string, name: string): Section | null {
  return findSections(text, new Set([name])).get(name) ?? null;
}
