/** The texts that add the command `keyferry use` and completion to one shell. */
export interface Integration {
  /**
   * Statements that define the function `keyferry`.
   * @param program the words that start this program, each quoted for the shell
   */
  wrapper(program: readonly string[]): string;
  /** Statements that turn on completion for command lines of `keyferry`. */
  completion(program: readonly string[]): string;
  /** The line for the shell's start file, and the name of this file. */
  readonly startLine: string;
  readonly startFile: string;
}
