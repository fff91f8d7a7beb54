/** All that a command takes from outside, so that tests can be any system and any user. */
export interface CommandIo {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The user's home folder, absolute, as the AWS CLI finds it. */
  readonly home: string;
  /** The Node program that runs this one, absolute. */
  readonly execPath: string;
  /** The keyferry.cjs that runs, absolute. */
  readonly programPath: string;
  /** Data only. */
  stdout(text: string): void;
  /** Errors and remarks, for a person. */
  stderr(text: string): void;
  /** Epoch ms. */
  now(): number;
}
