import type { CommandIo } from '../../terminal/io.ts';

/** A command of the program, such as `keyferry status`. */
export interface Command {
  /**
   * The command with its options, which the help shows after the name of the program. For example `uninstall [--json]`.
   */
  readonly usage: string;
  /** One line that says what the command does. */
  readonly summary: string;
  /** The lines about the options in the `--help` text of the command. */
  readonly details: readonly string[];
  /**
   * Runs the command.
   * @param args everything after the command's name
   * @returns the exit status
   * @throws KeyferryError USAGE for wrong arguments, another error code if the command cannot do its work
   */
  run(args: readonly string[], io: CommandIo): number | Promise<number>;
  /** If `run` throws, Keyferry prints this text to stdout. A shell command that evaluates this text must fail. */
  failureText?(args: readonly string[], io: CommandIo): string;
  /** Whether a shell evaluates the output of the command. If so, the help text goes to stderr. */
  evaluates?(args: readonly string[]): boolean;
}
