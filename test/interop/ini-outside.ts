/**
 * These functions find the text outside a section. They use a simple rule about lines, and do not use the code under
 * test. The rule is right only for a header without an indent, but Keyferry changes only sections with such a header.
 */

export interface Cut {
  readonly before: string;
  readonly section: string;
  readonly after: string;
}

/**
 * Cuts a text into the text before a section, the section, and the text after it. The section ends before the next line
 * that begins like a header.
 */
export function cutToNext(text: string, name: string): Cut | null {
  const lines = text.split(/(?<=\n)/);
  const header = lines.findIndex((line) => line.startsWith(`[${name}]`));
  if (header < 0) return null;
  const next = lines.findIndex((line, index) => index > header && /^\s*\[/.test(line));
  const part = (from: number, to?: number) => lines.slice(from, to).join('');
  const end = next < 0 ? lines.length : next;
  return { before: part(0, header), section: part(header, end), after: part(end) };
}

/**
 * Cuts a text into the lines that the removal of a section deletes, the text before these lines and the text after
 * them. Blank lines and comments without an indent at the end of the section are not deleted.
 */
export function cut(text: string, name: string): Cut | null {
  const whole = cutToNext(text, name);
  if (!whole) return null;
  const lines = whole.section.split(/(?<=\n)/);
  let end = lines.length;
  while (end > 1 && /^(\s*$|[#;])/.test(lines[end - 1] ?? '')) end--;
  return { ...whole, section: lines.slice(0, end).join(''), after: lines.slice(end).join('') + whole.after };
}

const lastLine = (text: string): string => text.split(/(?<=\n)/).at(-1) ?? '';
const isBlank = (line: string): boolean => line.trim() === '';

/**
 * The line breaks that Keyferry may add before a new section: a line break if the last line has none, and a line break
 * for a blank line.
 */
export function glueFor(text: string): string {
  if (text === '') return '';
  const ending = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  return (text.endsWith('\n') ? '' : ending) + (isBlank(lastLine(text)) ? '' : ending);
}

/**
 * The text after the removal of a section. If there is a blank line before and after the section, one blank line is
 * removed too. If the section is at the end of the file, the blank line before the section is removed.
 */
export function afterRemoval({ before, after }: Cut): string {
  const last = lastLine(before);
  const spare = before !== '' && isBlank(last) && (after === '' || isBlank(after.split('\n', 1)[0] ?? ''));
  return (spare ? before.slice(0, -last.length) : before) + after;
}

/** All lines outside these sections, without line breaks, comments and blank lines. */
export function outside(text: string, names: readonly string[]): string[] {
  const rest = names.reduce((current, name) => {
    const parts = cutToNext(current, name);
    return parts ? parts.before + parts.after : current;
  }, text);
  return rest.split(/\r?\n/).filter((line) => !/^\s*([#;]|$)/.test(line));
}

/**
 * The lines of a section, without the lines that contain these keys. The last line is returned without its line break,
 * because an update may add this line break.
 */
export function otherLines(section: string, keys: readonly string[]): string[] {
  const own = new RegExp(`^[ \\t]*(${keys.join('|')})\\s*[=:]`, 'i');
  const lines = section.split(/(?<=\n)/).filter((line) => line !== '' && !own.test(line));
  return [...lines.slice(0, -1), (lines.at(-1) ?? '').replace(/\r?\n$/, '')];
}
