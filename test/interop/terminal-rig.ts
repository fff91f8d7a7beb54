import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { until } from '../waiting.ts';

/**
 * A part for the end of a test title. It says why no test can use a terminal here, or is empty if tests can use one.
 */
export const whyNoTerminal = spawnSync('tmux', ['-V']).status === 0 ? '' : ': no tmux on this machine';

/** A real terminal for tests. The program tmux provides it. */
export class Terminal {
  readonly #name = `keyferry-${randomUUID()}`;

  /** Starts a command in a terminal of this size. */
  constructor(command: readonly string[], env: Readonly<Record<string, string>>, size = { columns: 100, rows: 30 }) {
    const variables = Object.entries({ TERM: 'xterm-256color', HISTFILE: '/dev/null', ...env }).map(
      ([name, value]) => `${name}=${value}`,
    );
    const place = ['-x', String(size.columns), '-y', String(size.rows)];
    const words = ['env', '-i', ...variables, ...command];
    this.#tmux('-f', '/dev/null', 'new-session', '-d', ...place, words.map((word) => `'${word}'`).join(' '));
  }

  #tmux(...args: string[]): string {
    return execFileSync('tmux', ['-L', this.#name, ...args], { encoding: 'utf8' });
  }

  /** Types a text. tmux does not treat words such as `Enter` in the text as keys. */
  type(text: string): void {
    this.#tmux('send-keys', '-l', text);
  }

  /** Presses keys. Each key has its name in tmux, such as `Enter`, `Up` or `C-c`. */
  press(...keys: string[]): void {
    this.#tmux('send-keys', ...keys);
  }

  run(line: string): void {
    this.type(line);
    this.press('Enter');
  }

  resize(columns: number, rows: number): void {
    this.#tmux('resize-window', '-x', String(columns), '-y', String(rows));
  }

  /** What the terminal shows now. */
  screen(): string {
    return this.#tmux('capture-pane', '-p');
  }

  /** The screen with the escape sequences of its colours. */
  colours(): string {
    return this.#tmux('capture-pane', '-p', '-e');
  }

  /** Waits until the screen matches the pattern. @returns the screen @throws an error that shows the last screen */
  async shows(pattern: RegExp): Promise<string> {
    return until(() => {
      const screen = this.screen();
      if (!pattern.test(screen)) throw new Error(`${pattern} is not on the screen:\n${screen}`);
      return screen;
    });
  }

  close(): void {
    spawnSync('tmux', ['-L', this.#name, 'kill-server']);
  }
}
