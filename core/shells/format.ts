import { EXPORTED_VARIABLES, type ExportInput, environmentOf } from './environment.ts';

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

/** A form in which credentials can be handed over. */
export interface Format {
  readonly id: FormatId;
  /** Its name for people's eyes, as in "Copy for …". */
  readonly label: string;
  /** @throws KeyferryError VALUE_UNSAFE when this form cannot carry a value exactly. */
  render(input: ExportInput): string;
  /**
   * Text that unsets every variable that `render` can set, the region's too; absent where nothing is set in a shell.
   */
  unset?(): string;
}

/** One shell's language: its quoter and the two statements an export is made of, without line ends. */
export interface Shell {
  readonly id: FormatId;
  readonly label: string;
  /**
   * A value as one word that this shell reads back exactly.
   * @throws KeyferryError VALUE_UNSAFE for a value it cannot carry.
   */
  quote(value: string): string;
  set(name: string, quoted: string): string;
  /** Quiet when the variable is not set. */
  unset(name: string): string;
}

/**
 * The export of a shell: rivals go first, then each value on its own line. The last line ends too, so that a paste runs
 * all of them. Nothing is done about the shell's history: whether a pasted line is kept is the user's own setting.
 */
export function shellFormat(shell: Shell): Format {
  const text = (lines: string[]) => lines.map((line) => `${line}\n`).join('');
  return {
    id: shell.id,
    label: shell.label,
    render(input) {
      const { set, unset } = environmentOf(input);
      const sets = Object.entries(set).map(([name, value]) => shell.set(name, shell.quote(value)));
      return text([...unset.map((name) => shell.unset(name)), ...sets]);
    },
    unset: () => text(EXPORTED_VARIABLES.map((name) => shell.unset(name))),
  };
}
