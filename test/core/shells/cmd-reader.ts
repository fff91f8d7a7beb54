/**
 * Reads lines as the Windows Command Prompt does. Uses no code of Keyferry's quoting functions, so that it cannot
 * repeat their mistakes. It follows the help texts of `cmd /?` and `set /?`. First, it expands `%…%` (and `!…!` with
 * delayed expansion). Then it reads the quotes, and at the end the characters `& | < > ( ) ^`.
 */

function splitCommands(line: string): string {
  let quoted = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    else if (!quoted && '&|<>()^'.includes(character)) throw new Error(`an unquoted ${character}`);
  }
  if (quoted) throw new Error('an open quote');
  return line;
}

/**
 * Reads one `SET` line. An empty value means that the line removes the variable.
 * @throws if the line could do more than set or remove a variable
 */
export function readSetLine(line: string): [name: string, value: string] {
  if (line.length > 8191) throw new Error('longer than a line may be');
  if (/[%!]/.test(line)) throw new Error('something that expands');
  if (/[^\x20-\x7e]/.test(line)) throw new Error('a control character or one that depends on the code page');
  const found = /^SET (?:"([^="]+)=(.*)"|([^="]+)=([^"]*))$/.exec(splitCommands(line));
  if (!found) throw new Error('not a SET');
  return [found[1] ?? found[3] ?? '', found[2] ?? found[4] ?? ''];
}
