import type { CommandIo } from '../../terminal/io.ts';

/** One command of the program. */
export interface Command {
  /** The command with its options but without the program's name, as the help shows it: `uninstall [--json]`. */
  readonly usage: string;
  /** One line that says what it does. */
  readonly summary: string;
  /** Lines about its options, for its own `--help`. */
  readonly details: readonly string[];
  /**
   * Runs the command.
   * @param args everything after the command's name
   * @returns the exit status
   * @throws KeyferryError USAGE for wrong arguments, another code when the command cannot do its work
   */
  run(args: readonly string[], io: CommandIo): number | Promise<number>;
  /** Text for stdout when `run` throws. A shell that evaluates this text must fail. */
  failureText?(args: readonly string[], io: CommandIo): string;
  /** Whether a shell evaluates what the command prints. Then the help goes to stderr. */
  evaluates?(args: readonly string[]): boolean;
}
