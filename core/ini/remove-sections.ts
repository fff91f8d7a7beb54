import { type Line, lineStart, refuseOddBreaks } from './lines.ts';
import { type Extent, locateAll, refuseUnclearBounds } from './section.ts';
import { applySplices, type Splice } from './splices.ts';

function removalOf(text: string, extent: Extent): Splice {
  refuseUnclearBounds(text, extent);
  const { start, lines, follows } = extent;
  const last = lines.findLast(({ kind, indent }) => kind !== 'blank' && (kind !== 'comment' || indent > 0)) as Line;
  const next = lines[lines.indexOf(last) + 1] ?? follows;
  const above = start === 0 ? 0 : lineStart(text, start - 1);
  const isBlankAbove = start > 0 && text.slice(above, start).trim() === '';
  const isRedundant = isBlankAbove && (!next || next.kind === 'blank');
  return { from: isRedundant ? above : start, to: last.next, text: '' };
}

/**
 * The text without these sections. Of each section, the lines from its header to its last key are removed. If there are
 * blank lines before and after the section, one of them is removed too. Comments without indent after the last key
 * stay, because they mostly belong to the next section. A name is ignored if no section has this name.
 * @throws IniAmbiguity when tools read one of these sections differently.
 */
export function removeSections(text: string, names: ReadonlySet<string>): string {
  refuseOddBreaks(text);
  const extentOf = locateAll(text, names);
  const removals = [...names].flatMap((name) => {
    const extent = extentOf(name);
    return extent ? [removalOf(text, extent)] : [];
  });
  return applySplices(text, removals);
}
