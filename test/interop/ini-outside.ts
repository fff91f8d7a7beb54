/*
 * Finds the text outside a section without the code under test, with a simple rule about lines. This works only if the
 * header of the section has no indent. Keyferry refuses every other form.
 */

export interface Cut {
  readonly before: string;
  readonly section: string;
  readonly after: string;
}

/** The lines that an update may change: from the header up to the next line that begins like a header. */
export function cutToNext(text: string, name: string): Cut | null {
  const lines = text.split(/(?<=\n)/);
  const header = lines.findIndex((line) => line.startsWith(`[${name}]`));
  if (header < 0) return null;
  const next = lines.findIndex((line, index) => index > header && /^\s*\[/.test(line));
  const part = (from: number, to?: number) => lines.slice(from, to).join('');
  const end = next < 0 ? lines.length : next;
  return { before: part(0, header), section: part(header, end), after: part(end) };
}

/** The lines that a removal deletes. They end with the last line that is not blank and is not an unindented comment. */
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

/** The text that an append may add before the new section: one final line break and one blank line. */
export function glueFor(text: string): string {
  if (text === '') return '';
  const ending = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  return (text.endsWith('\n') ? '' : ending) + (isBlank(lastLine(text)) ? '' : ending);
}

/**
 * The text after a removal. If there are blank lines on both sides of the section, a removal also deletes one of them.
 * At the file's end, it deletes the blank line before the section.
 */
export function afterRemoval({ before, after }: Cut): string {
  const last = lastLine(before);
  const spare = before !== '' && isBlank(last) && (after === '' || isBlank(after.split('\n', 1)[0] ?? ''));
  return (spare ? before.slice(0, -last.length) : before) + after;
}

/** All lines with keys and headers outside these sections, without line breaks. */
export function outside(text: string, names: readonly string[]): string[] {
  const rest = names.reduce((current, name) => {
    const parts = cutToNext(current, name);
    return parts ? parts.before + parts.after : current;
  }, text);
  return rest.split(/\r?\n/).filter((line) => !/^\s*([#;]|$)/.test(line));
}

/** The lines of a section without these keys. An update may only add a missing last line break to them. */
export function otherLines(section: string, keys: readonly string[]): string[] {
  const own = new RegExp(`^[ \\t]*(${keys.join('|')})\\s*[=:]`, 'i');
  const lines = section.split(/(?<=\n)/).filter((line) => line !== '' && !own.test(line));
  return [...lines.slice(0, -1), (lines.at(-1) ?? '').replace(/\r?\n$/, '')];
}
