import {
  type Environment,
  EXPORTED_VARIABLES,
  type ExportInput,
  environmentOf,
  failedEnvironment,
} from './environment.ts';

/** Ids of the formats, as `keyferry env --shell` takes them. */
export type FormatId =
  | 'bash'
  | 'zsh'
  | 'sh'
  | 'fish'
  | 'tcsh'
  | 'powershell'
  | 'cmd'
  | 'nushell'
  | 'elvish'
  | 'xonsh'
  | 'dotenv'
  | 'docker-env-file'
  | 'json'
  | 'credentials-block'
  | 'access-key-id'
  | 'secret-access-key'
  | 'session-token'
  | 'aws-configure';

/** A text format for credentials: a shell's commands, a file, or a single value. */
export interface Format {
  readonly id: FormatId;
  /** Its name for people, as in "Copy for …". */
  readonly label: string;
  /** The whole text. @throws KeyferryError VALUE_UNSAFE if this format cannot contain a value exactly. */
  render(input: ExportInput): string;
  /**
   * Text that unsets every variable that `render` can set. Formats that no shell evaluates have no such text.
   * @param others names of more variables to unset
   */
  unset?(others?: readonly string[]): string;
  /** Text that removes every earlier identity and then fails. Formats that no shell evaluates have no such text. */
  failure?(): string;
}

/** One shell's syntax: its quoting, and the two statements of an export, without line ends. */
export interface Shell {
  readonly id: FormatId;
  readonly label: string;
  /**
   * A value as one word that this shell reads as exactly that value.
   * @throws KeyferryError VALUE_UNSAFE if it cannot
   */
  quote(value: string): string;
  /** The statement that sets a variable for this shell and the programs it starts. */
  set(name: string, quoted: string): string;
  /** The statement that removes a variable. Prints nothing if it is not set. */
  unset(name: string): string;
  /** The statement that makes the evaluation fail. It does not end an interactive shell. */
  readonly fail: string;
}

function statements(shell: Shell, { set, unset }: Environment): string[] {
  const sets = Object.entries(set).map(([name, value]) => shell.set(name, shell.quote(value)));
  return [...unset.map((name) => shell.unset(name)), ...sets];
}

/**
 * The format of a shell. It first unsets the variables that would override the keys, then sets each value on its own
 * line. The last line has a line break too, so that a paste runs every line. The user decides whether the shell's
 * history keeps these lines.
 */
export function shellFormat(shell: Shell): Format {
  const text = (lines: string[]) => lines.map((line) => `${line}\n`).join('');
  return {
    id: shell.id,
    label: shell.label,
    render: (input) => text(statements(shell, environmentOf(input))),
    unset: (others = []) => text([...EXPORTED_VARIABLES, ...others].map((name) => shell.unset(name))),
    failure: () => text([...statements(shell, failedEnvironment), shell.fail]),
  };
}
