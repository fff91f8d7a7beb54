import {
  type Environment,
  EXPORTED_VARIABLES,
  type ExportInput,
  environmentOf,
  failedEnvironment,
} from './environment.ts';

/** Ids of the formats. They are also the values of `keyferry env --shell`. */
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
  /** The format's name for people, as in "Copy for …". */
  readonly label: string;
  /**
   * The credentials as text in this format.
   * @throws KeyferryError VALUE_UNSAFE if this format cannot contain a value exactly.
   */
  render(input: ExportInput): string;
  /**
   * Text that unsets every variable that `render` can set. Only formats that a shell runs have such a text.
   * @param others names of more variables to unset
   */
  unset?(others?: readonly string[]): string;
  /**
   * Text that removes every earlier identity (keys, tokens and variables of other sources), and then fails. Only
   * formats that a shell runs have such a text.
   */
  failure?(): string;
}

/**
 * The syntax of a shell: how it quotes a value, and its statements that set and unset a variable. The statements have
 * no line ends.
 */
export interface Shell {
  readonly id: FormatId;
  readonly label: string;
  /**
   * A value, quoted so that this shell reads it as one word without a change.
   * @throws KeyferryError VALUE_UNSAFE if this is not possible
   */
  quote(value: string): string;
  /** The statement that sets a variable for this shell and for the programs that it starts. */
  set(name: string, quoted: string): string;
  /** The statement that removes a variable. Prints nothing if the variable is not set. */
  unset(name: string): string;
  /** The statement that makes the whole text fail when a shell runs it. It does not end an interactive shell. */
  readonly fail: string;
}

function statements(shell: Shell, { set, unset }: Environment): string[] {
  const sets = Object.entries(set).map(([name, value]) => shell.set(name, shell.quote(value)));
  return [...unset.map((name) => shell.unset(name)), ...sets];
}

/**
 * The format of a shell. The text first unsets the variables that would override the keys, then sets one variable on
 * each line. The last line has a line break too, so that a paste runs every line. The user decides whether the shell's
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
