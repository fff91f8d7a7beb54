import { type Area, createQueue, readValue } from '../storage/areas.ts';
import type { QuestionDisplay } from './questions.ts';

/** The key of a value in `storage.session`: the record of question windows. */
const KEY = 'question-window';
const SIZE = { width: 460, height: 560 };
/** At most this many windows are opened within `PERIOD_MS`. After that, only the badge shows new questions. */
const MOST = 3;
const PERIOD_MS = 10 * 60_000;

interface StoredWindow {
  /** Ids of the question windows that may still be open. Usually there is one or none. */
  readonly ids: readonly number[];
  /** When windows were opened, epoch ms. */
  readonly opened: readonly number[];
  /** Ids of the open questions that were already handled. No further window is opened for them. */
  readonly shown: readonly string[];
}

interface NewWindow {
  readonly type: 'popup';
  readonly url: string;
  readonly width?: number;
  readonly height?: number;
  readonly focused?: false;
  readonly state?: 'minimized';
}

export interface QuestionWindowDeps {
  /** The browser's API `windows`. */
  readonly windows: {
    create(window: NewWindow): Promise<{ readonly id?: number | undefined } | undefined>;
    get(id: number): Promise<unknown>;
    update(id: number, change: { drawAttention?: true; focused?: true }): Promise<unknown>;
    remove(id: number): Promise<void>;
  };
  readonly memory: Area;
  /** Address of the page with the questions. */
  readonly url: string;
  /** Gives the current time, in epoch ms. */
  readonly now: () => number;
  /** Called after a window was opened. */
  readonly opened: () => void;
}

/**
 * The window that shows all open questions. It opens without taking the keyboard focus. If the person closes it, it
 * does not open again for the same questions.
 */
export interface QuestionWindow extends QuestionDisplay {
  /** Brings the window to the front. Call this when the person clicked the notification. */
  focus(): Promise<void>;
}

const nothing: StoredWindow = { ids: [], opened: [], shown: [] };

/** Creates the part that shows questions in a window. */
export function createQuestionWindow({ windows, memory, url, now, opened }: QuestionWindowDeps): QuestionWindow {
  const queue = createQueue();
  const read = async () => (await readValue<StoredWindow>(memory, KEY)) ?? nothing;
  const write = (stored: StoredWindow) => memory.set({ [KEY]: stored });

  async function living(ids: readonly number[]): Promise<number[]> {
    const found = await Promise.all(
      ids.map((id) =>
        windows.get(id).then(
          () => [id],
          () => [],
        ),
      ),
    );
    return found.flat();
  }

  // Options that keep a new window from taking the focus. Otherwise the person might type into the window by mistake.
  // Firefox refuses the option `focused: false`. It also refuses a size for a minimized window (docs/DECISIONS.md, 73).
  const background = url.startsWith('moz-extension:')
    ? ({ state: 'minimized' } as const)
    : ({ ...SIZE, focused: false } as const);

  async function create(): Promise<number | undefined> {
    const made = await windows.create({ type: 'popup', url, ...background }).catch(() => undefined);
    if (made?.id === undefined) return undefined;
    await windows.update(made.id, { drawAttention: true }).catch(() => undefined);
    return made.id;
  }

  async function closeAll(): Promise<void> {
    const stored = await read();
    if (stored.ids.length === 0 && stored.shown.length === 0) return;
    await write({ ...stored, ids: [], shown: [] });
    await Promise.all(stored.ids.map((id) => windows.remove(id).catch(() => undefined)));
  }

  async function open(questions: readonly string[]): Promise<void> {
    const stored = await read();
    if (questions.every((id) => stored.shown.includes(id))) return;
    const at = now();
    const recent = stored.opened.filter((each) => each <= at && each > at - PERIOD_MS);
    const ids = await living(stored.ids);
    const mustOpen = ids.length === 0 && recent.length < MOST;
    // This record is stored before the window opens. If the browser stops the worker in between, the new worker does
    // not open a second window.
    const next = { ids, opened: mustOpen ? [...recent, at] : recent, shown: questions };
    await write(next);
    if (!mustOpen) return;
    const id = await create();
    if (id === undefined) return;
    await write({ ...next, ids: [id] });
    opened();
  }

  return {
    show: (questions) => queue(() => (questions.length === 0 ? closeAll() : open(questions.map(({ id }) => id)))),
    async focus() {
      const { ids } = await read();
      await Promise.all(ids.map((id) => windows.update(id, { focused: true }).catch(() => undefined)));
    },
  };
}
