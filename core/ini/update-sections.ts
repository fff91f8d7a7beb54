import { readSections, type Section } from './document.ts';
import { editSection, type SectionChanges } from './edit-section.ts';
import { IniAmbiguity, lineBreak, lineStart, readLines, refuseOddBreaks } from './lines.ts';
import { locateAll, readValues } from './section.ts';
import { applySplices, type Splice } from './splices.ts';

/*
 * Edits some sections of an AWS file and keeps the rest of the text (docs/DECISIONS.md, 2). Every byte outside these
 * sections stays as it is. Inside the sections, every key that the edit does not change stays as it is. If tools read
 * such a section differently, nothing is edited.
 */

/**
 * Returns the changes for a section. `present` is null if the section does not exist. The function may throw to refuse
 * the edit.
 */
export type ChangesFor = (present: Section['values'] | null) => SectionChanges;

/**
 * Sections called DEFAULT. botocore copies their keys into every other section. So a key that Keyferry removes from a
 * section would come back from DEFAULT.
 */
const defaultSections = (text: string): Section[] =>
  text.includes('[DEF') ? readSections(text).filter(({ name }) => name === 'DEFAULT') : [];

function refuseInherited(defaults: readonly Section[], remove: readonly string[]): void {
  for (const { line, values } of defaults) {
    const key = remove.find((each) => values.has(each));
    if (key !== undefined)
      throw new IniAmbiguity(line, `a section DEFAULT with ${key}: the AWS CLI copies this key into every profile`);
  }
}

/** The line breaks to put between the last line of the text and a new header. */
function separator(text: string, ending: string): string {
  if (text === '') return '';
  const isBlank = readLines(text.slice(lineStart(text, text.length - 1))).at(-1)?.kind === 'blank';
  return (text.endsWith('\n') ? '' : ending) + (isBlank ? '' : ending);
}

function newSection(name: string, { set }: SectionChanges, ending: string): string {
  let section = `[${name}]${ending}`;
  for (const [key, value] of set) section += `${key} = ${value}${ending}`;
  return section;
}

function appendSections(text: string, sections: readonly string[], ending: string): string {
  return sections.length === 0 ? text : text + separator(text, ending) + sections.join(ending);
}

/**
 * The text with all these sections changed. Sections that do not exist are appended in the order of `wanted`. The
 * caller must have checked the names with the rules of profile-name.ts, and the values with the patterns of
 * credentials.ts.
 * @throws IniAmbiguity when tools read one of these sections differently. Errors of a `ChangesFor` function are passed
 * on. After an error, nothing is changed.
 */
export function updateSections(text: string, wanted: ReadonlyMap<string, ChangesFor>): string {
  refuseOddBreaks(text);
  const defaults = defaultSections(text);
  const extentOf = locateAll(text, wanted);
  const updates: Splice[] = [];
  const ending = lineBreak(text, undefined);
  const missing: string[] = [];
  for (const [name, changesFor] of wanted) {
    const extent = extentOf(name);
    const changes = changesFor(extent && readValues(text, extent.lines));
    refuseInherited(defaults, changes.remove);
    if (extent) updates.push(editSection(text, extent, changes));
    else missing.push(newSection(name, changes, ending));
  }
  return appendSections(applySplices(text, updates), missing, ending);
}
