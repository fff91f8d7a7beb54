/** The result of a program that Keyferry ran. `status` is null if the program could not be started. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything that a command gets from its environment, so that tests can simulate any system and user. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Returns the same text as `os.release()`. This text shows whether the system runs in WSL (Linux on Windows). */
  release(): string;
  /** A folder that is put in front of all paths outside the home folder. Only tests set it. Otherwise it is empty. */
  readonly root: string;
  /** True if the command has the option `--system`. Then the command is for every user of the machine. */
  readonly everyone?: boolean;
  /** The user's home folder, absolute, as the AWS CLI finds it. */
  readonly home: string;
  /** The absolute path of the Node executable that runs Keyferry. */
  readonly execPath: string;
  /** The absolute path of the running keyferry.cjs. */
  readonly programPath: string;
  /**
   * Runs another program. Only tests set this function. Without it, native-host/cli/shared/run-program.ts runs the
   * program.
   */
  run?(program: string, args: readonly string[]): Ran;
  /** Prints to stdout, which is for data only. */
  stdout(text: string): void;
  /** Whether stdout is a terminal. Then a person reads the output. */
  readonly isTerminal: boolean;
  /** Prints errors and remarks for a person. */
  stderr(text: string): void;
  /** Gives the current time, in epoch ms. */
  now(): number;
}
