/** How another program ended. `status` is null if it could not be started. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Everything that a command gets from its environment, so that tests can simulate any system and user. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Like `os.release()`, which shows whether this is WSL. */
  release(): string;
  /** Prefix of the paths that belong to every user. Empty except in tests. */
  readonly root: string;
  /** Whether the command is for every user of the machine (`--system`). */
  readonly everyone?: boolean;
  /** The user's home folder, absolute, as the AWS CLI finds it. */
  readonly home: string;
  /** The absolute path of the Node program that runs this program. */
  readonly execPath: string;
  /** The absolute path of the running keyferry.cjs. */
  readonly programPath: string;
  /** Replaces native-host/cli/shared/run-program.ts. Only tests set it. */
  run?(program: string, args: readonly string[]): Ran;
  /** Prints to stdout, which is for data only. */
  stdout(text: string): void;
  /** Whether a person sees what goes to stdout. */
  readonly isTerminal: boolean;
  /** Prints errors and remarks for a person. */
  stderr(text: string): void;
  /** Gives the current time, in epoch ms. */
  now(): number;
}
