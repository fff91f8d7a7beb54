/*
 * What lies outside a section, cut out without the code under test: plain lines and one rule. Only texts whose header
 * stands alone in the first column come here; every other form is refused.
 */

export interface Cut {
  readonly before: string;
  readonly section: string;
  readonly after: string;
}

/** A section as an update may touch it: all lines before the next that begins like a header. */
export function cutToNext(text: string, name: string): Cut | null {
  const lines = text.split(/(?<=\n)/);
  const header = lines.findIndex((line) => line.startsWith(`[${name}]`));
  if (header < 0) return null;
  const next = lines.findIndex((line, index) => index > header && /^\s*\[/.test(line));
  const part = (from: number, to?: number) => lines.slice(from, to).join('');
  const end = next < 0 ? lines.length : next;
  return { before: part(0, header), section: part(header, end), after: part(end) };
}

/** A section as a removal takes it: to its last line that is neither blank nor a comment in the first column. */
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

/** The one final line break and the one blank line that an append may add. */
export function glueFor(text: string): string {
  if (text === '') return '';
  const ending = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  return (text.endsWith('\n') ? '' : ending) + (isBlank(lastLine(text)) ? '' : ending);
}

/** `before` as a removal leaves it: of two blank lines round the section, or one at the end of the file, one goes. */
export function afterRemoval({ before, after }: Cut): string {
  const last = lastLine(before);
  const spare = before !== '' && isBlank(last) && (after === '' || isBlank(after.split('\n', 1)[0] ?? ''));
  return (spare ? before.slice(0, -last.length) : before) + after;
}

/** Every line of keys and headers outside all these sections, without its line break. */
export function outside(text: string, names: readonly string[]): string[] {
  const rest = names.reduce((current, name) => {
    const parts = cutToNext(current, name);
    return parts ? parts.before + parts.after : current;
  }, text);
  return rest.split(/\r?\n/).filter((line) => !/^\s*([#;]|$)/.test(line));
}

/** The lines of a section that hold none of these keys, of which an update may change nothing but a missing last break. */
export function otherLines(section: string, keys: readonly string[]): string[] {
  const own = new RegExp(`^[ \\t]*(${keys.join('|')})\\s*[=:]`, 'i');
  const lines = section.split(/(?<=\n)/).filter((line) => line !== '' && !own.test(line));
  return [...lines.slice(0, -1), (lines.at(-1) ?? '').replace(/\r?\n$/, '')];
}
