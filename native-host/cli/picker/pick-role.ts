import { isatty } from 'node:tty';
import type { CommandIo } from '../../terminal/io.ts';
import type { ListedRole } from '../roles/listed-role.ts';
import { readKeys } from './keys.ts';
import { type PickerState, type Pressed, pressed, queried } from './picker-state.ts';
import { drawing, pageSize, type Screen, viewLines } from './picker-view.ts';

/* The list in which a person chooses a role. It is drawn on stderr, because the shell evaluates stdout. */

/** OPEN switches to the terminal's alternate screen and turns off line wrapping. CLOSE switches back. */
const OPEN = '\x1b[?1049h\x1b[?7l';
const CLOSE = '\x1b[?7h\x1b[?1049l';

/**
 * Some keys send ESC and more characters. After ESC, Keyferry waits this time, in ms, for the other characters. If none
 * arrive, the user pressed the key Escape.
 */
const ESCAPE_MS = 50;

const ENDING_SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** Whether a person can choose: stdin and stderr are a terminal, and this terminal can move the cursor. */
export function canPick({ env }: Pick<CommandIo, 'env'>): boolean {
  return isatty(0) && isatty(2) && !['', 'dumb', undefined].includes(env.TERM);
}

/** The result of the picker: a role, or the way in which the person cancelled. */
export type Picked = Exclude<Pressed<ListedRole>, { readonly end: null }>;

export interface PickOptions {
  readonly query: string;
  readonly total: number;
  readonly find: (query: string) => readonly ListedRole[];
  /** The current time, in epoch ms. */
  readonly now: number;
}

/** Lets the user choose a role. At the end, and also after a signal, the function restores the terminal. */
export function pickRole({ query, total, find, now }: PickOptions, { env }: Pick<CommandIo, 'env'>): Promise<Picked> {
  const { stdin, stderr } = process;
  let state: PickerState<ListedRole> = queried(query, find);
  const screen = (): Screen => ({
    columns: stderr.columns || 80,
    rows: stderr.rows || 24,
    hasColours: !env.NO_COLOR,
  });

  function draw(): void {
    const view = { ...state, total, now };
    stderr.write(drawing(viewLines(view, screen()), state.query, screen()));
  }

  return new Promise((resolve) => {
    let pending = '';
    let timer: NodeJS.Timeout | undefined;

    function close(result: Picked): void {
      clearTimeout(timer);
      stdin.off('data', receive).off('end', cancel).setRawMode(false).pause();
      stderr.off('resize', draw);
      for (const signal of ENDING_SIGNALS) process.off(signal, interrupt);
      stderr.write(CLOSE);
      resolve(result);
    }
    const cancel = () => close({ end: 'escaped' });
    const interrupt = () => close({ end: 'interrupted' });

    function press(input: string): void {
      for (const each of readKeys(input)) {
        const next = pressed(state, each, find, pageSize(screen()));
        if (next.end !== null) {
          close(next);
          return;
        }
        state = next.state;
      }
      draw();
    }

    /**
     * Reads input. The characters of one key may arrive in two parts. So the function stores the first part until the
     * second part arrives.
     */
    function receive(chunk: string): void {
      clearTimeout(timer);
      const input = pending + chunk;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals send control characters
      pending = /\x1b(?:[[O][0-9;]*)?$/.exec(input)?.[0] ?? '';
      const rest = pending;
      const complete = input.slice(0, input.length - rest.length);
      if (rest !== '') timer = setTimeout(() => press(rest.slice(0, 1)), ESCAPE_MS);
      if (complete !== '') press(complete);
    }

    stdin.setEncoding('utf8').on('data', receive).on('end', cancel).setRawMode(true).resume();
    stderr.on('resize', draw);
    for (const signal of ENDING_SIGNALS) process.on(signal, interrupt);
    stderr.write(OPEN);
    draw();
  });
}
