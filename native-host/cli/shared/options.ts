import { type ParseArgsConfig, parseArgs } from 'node:util';
import { KeyferryError } from '#core/errors.ts';

type Options = Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>;
type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given }>>['values'];
type Token = NonNullable<ReturnType<typeof parseArgs<ParseArgsConfig & { tokens: true }>>['tokens']>[number];

/**
 * The reason why a word of the command line is wrong, or null. Keyferry does not use the error sentences of Node,
 * because they change with the version of Node.
 */
function whyWrong(token: Token, options: Options): string | null {
  if (token.kind === 'positional') return null;
  if (token.kind === 'option-terminator') return "Unexpected argument '--'";
  const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
  if (!option || !token.rawName.startsWith('--')) return `Unknown option '${token.rawName}'`;
  if (option.type === 'boolean')
    return token.value === undefined ? null : `Option '${token.rawName}' does not take a value`;
  const isMissing = !token.value || (!token.inlineValue && token.value.startsWith('-'));
  return isMissing
    ? `Option '${token.rawName}' needs a value; write ${token.rawName}=VALUE if the value starts with a dash`
    : null;
}

/**
 * Reads the options of a command and the other words of its command line. If an option is repeated, its last value
 * counts. If `multiple` is set for an option, all its values count.
 * @param args everything after the command's name
 * @param maxWords the number of words that the command accepts besides its options
 * @throws KeyferryError USAGE for an unknown option, a missing or superfluous value, an empty word, or too many words
 */
export function readArguments<const Given extends Options>(
  args: readonly string[],
  options: Given,
  maxWords: number,
): { readonly values: Values<Given>; readonly words: readonly string[] } {
  // With `strict: false`, Node reports every word as a token instead of throwing an error.
  const { values, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const words: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    const isTooMuch = token.kind === 'positional' && (words.length > maxWords || token.value === '');
    const why = isTooMuch ? `Unexpected argument '${token.value}'` : whyWrong(token, options);
    if (why !== null) throw new KeyferryError('USAGE', { why });
  }
  return { values: values as Values<Given>, words };
}

/** Reads the options of a command that accepts no other words. @throws KeyferryError USAGE */
export function readOptions<const Given extends Options>(args: readonly string[], options: Given): Values<Given> {
  return readArguments(args, options, 0).values;
}
