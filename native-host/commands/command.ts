import { type ParseArgsConfig, parseArgs } from 'node:util';
import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from './io.ts';

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

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Given extends Options> = ReturnType<typeof parseArgs<{ options: Given; strict: true }>>['values'];

/** `Unknown option '--x'. To specify …` → `Unknown option '--x'`. */
function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\.? (To specify a positional|This command does not)[\s\S]*$/, '').replace(/\.$/, '');
}

/**
 * Reads options; a command that takes anything else takes it from behind `--` itself.
 * @throws KeyferryError USAGE for an unknown option, a missing value or a stray word.
 */
export function readOptions<const Given extends Options>(args: readonly string[], options: Given): Values<Given> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw new KeyferryError('USAGE', { why: firstSentence(error) });
  }
}
