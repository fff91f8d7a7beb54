import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../terminal/io.ts';

/** One word of the command line. */
export interface Command {
  /** What follows `keyferry`, for the help: `uninstall [--json]`. */
  readonly usage: string;
  /** One line that says what it does. */
  readonly summary: string;
  /** Lines about its options, for its own `--help`. */
  readonly details: readonly string[];
  /**
   * @param args what follows the command's name
   * @returns the exit status
   * @throws KeyferryError for a refusal
   */
  run(args: readonly string[], io: CommandIo): number | Promise<number>;
}

interface Option {
  readonly type: 'string' | 'boolean';
  /** May stand several times. */
  readonly multiple?: true;
}
type Options = Readonly<Record<string, Option>>;
type ValueOf<Given extends Option> = Given['type'] extends 'boolean' ? boolean : string;
type Values<Given extends Options> = {
  -readonly [Name in keyof Given]?: Given[Name] extends { multiple: true }
    ? ValueOf<Given[Name]>[]
    : ValueOf<Given[Name]>;
};

const wrong = (why: string) => new KeyferryError('USAGE', { why });

/** `--name`, `--name=value`; the value behind `=` may begin with a dash. */
function splitWord(word: string): readonly [name: string, value: string | undefined] {
  if (!word.startsWith('-') || word === '-' || word === '--') throw wrong(`Unexpected argument '${word}'`);
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}

/** The value of the option `shown`, which stands behind `=` or is the next word. */
function readValue(shown: string, option: Option, given: string | undefined, rest: string[]): string | boolean {
  if (option.type === 'boolean') {
    if (given !== undefined) throw wrong(`Option '${shown}' does not take an argument`);
    return true;
  }
  const value = given ?? rest.shift();
  if (!value || (given === undefined && value.startsWith('-')))
    throw wrong(`Option '${shown}' needs a value; one that begins with a dash stands behind =`);
  return value;
}

/**
 * Reads options; a command that takes anything else takes it from behind `--` itself. Of one that stands twice the last
 * counts. By hand, since every start of a shell may run `keyferry env`, and Node's own reader of options would cost it
 * most of a millisecond.
 * @throws KeyferryError USAGE for an unknown option, a missing value or a stray word.
 */
export function readOptions<const Given extends Options>(args: readonly string[], options: Given): Values<Given> {
  const values: Record<string, unknown> = {};
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [shown, given] = splitWord(word);
    const name = shown.startsWith('--') ? shown.slice(2) : '';
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) throw wrong(`Unknown option '${shown}'`);
    const value = readValue(shown, option, given, rest);
    values[name] = option.multiple ? [...((values[name] as unknown[]) ?? []), value] : value;
  }
  return values as Values<Given>;
}
