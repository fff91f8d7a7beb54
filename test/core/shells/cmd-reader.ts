/*
 * Reads lines as Command Prompt does, without the code of our quoter. It follows the steps that `cmd /?` and `set /?`
 * describe. First `%…%` is expanded (and `!…!` under delayed expansion), then come quotes, then `& | < > ( ) ^`.
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

/** Reads one `SET` line. An empty value removes the variable. @throws when the line could do anything else. */
export function readSetLine(line: string): [name: string, value: string] {
  if (line.length > 8191) throw new Error('longer than a line may be');
  if (/[%!]/.test(line)) throw new Error('something that expands');
  if (/[^\x20-\x7e]/.test(line)) throw new Error('a control character or one that depends on the code page');
  const found = /^SET (?:"([^="]+)=(.*)"|([^="]+)=([^"]*))$/.exec(splitCommands(line));
  if (!found) throw new Error('not a SET');
  return [found[1] ?? found[3] ?? '', found[2] ?? found[4] ?? ''];
}
