/** How a program of the system ended; `status` is null where it could not be started. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** All that a command takes from outside, so that tests can be any system and any user. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** As `os.release()`: Windows' Linux tells itself by it. */
  release(): string;
  /** Before the paths that belong to every user; empty outside of tests. */
  readonly root: string;
  /** Whether the command is for every user of the machine (`--system`). */
  readonly everyone?: boolean;
  /** The user's home folder, absolute, as the AWS CLI finds it. */
  readonly home: string;
  /** The Node program that runs this one, absolute. */
  readonly execPath: string;
  /** The keyferry.cjs that runs, absolute. */
  readonly programPath: string;
  /** Runs a program in place of native-host/cli/shared/run-program.ts; set only by tests. */
  run?(program: string, args: readonly string[]): Ran;
  /** Data only. */
  stdout(text: string): void;
  /** Errors and remarks, for a person. */
  stderr(text: string): void;
  /** Epoch ms. */
  now(): number;
}
