import type { Readable } from 'node:stream';
import { KeyferryError } from '#core/errors.ts';
import { errorFrame, type ReplyFrame } from './dispatch.ts';
import { decodeBody, encodeFrame, FrameDecoder } from './framing.ts';

/** A browser writes a frame in one go; one that takes longer than this, in ms, never ends. */
export const FRAME_TIMEOUT_MS = 10_000;

/** Takes whole frames, in order; a failure is its own affair. */
export interface FrameOutput {
  write(frame: Uint8Array): void;
}

export interface PortOptions {
  /** What came before `input` is opened. */
  readonly first?: Uint8Array;
  /** Opens the rest of the stream; called once, when the answers to `first` have had their chance to leave. */
  readonly input: () => Readable;
  readonly output: FrameOutput;
  /** Answers one request; must not throw. Requests are answered as they come, replies carry their ids. */
  readonly answer: (frame: object) => Promise<ReplyFrame>;
  /** Called once when no more requests can come; what is still being answered should hurry. */
  readonly onEnd: () => void;
  readonly frameTimeoutMs?: number;
}

const badFrame = (why: string) => new KeyferryError('BAD_FRAME', { why });

/** Frames in, frames out, until the input ends. Each frame is one write, so frames never mix. */
class Port {
  readonly #options: PortOptions;
  readonly #decoder = new FrameDecoder();
  readonly #answering = new Set<Promise<void>>();
  #input: Readable | null = null;
  #overdue: NodeJS.Timeout | undefined;

  constructor(options: PortOptions) {
    this.#options = options;
  }

  async run(): Promise<boolean> {
    const fault = await this.#readAll();
    if (fault !== null) this.#send(errorFrame(0, fault, 'the port'));
    clearTimeout(this.#overdue);
    this.#options.onEnd();
    await Promise.all(this.#answering);
    return fault === null;
  }

  /** @returns what ended the stream before its time, or null */
  async #readAll(): Promise<unknown> {
    const { first } = this.#options;
    try {
      if (first) this.#take(first);
    } catch (error) {
      return error;
    }
    await new Promise((resolve) => setImmediate(resolve));
    this.#input = this.#options.input();
    return this.#readInput(this.#input);
  }

  /** By events, not as an async iterable: that costs a millisecond of every start. */
  #readInput(input: Readable): Promise<unknown> {
    return new Promise((resolve) => {
      if (input.destroyed) resolve(badFrame('the stream was cut'));
      input.on('data', (chunk: Buffer) => {
        try {
          this.#take(chunk);
        } catch (error) {
          resolve(error);
          input.destroy();
        }
      });
      input.on('end', () => resolve(this.#decoder.inFrame ? badFrame('the stream ended inside it') : null));
      input.on('error', resolve);
      input.on('close', () => resolve(badFrame('the stream was cut')));
    });
  }

  #take(chunk: Uint8Array): void {
    for (const body of this.#decoder.push(chunk)) {
      clearTimeout(this.#overdue);
      this.#overdue = undefined;
      this.#serve(body);
    }
    if (this.#decoder.inFrame) this.#overdue ??= setTimeout(() => this.#giveUp(), this.#timeout);
  }

  get #timeout(): number {
    return this.#options.frameTimeoutMs ?? FRAME_TIMEOUT_MS;
  }

  #giveUp(): void {
    this.#input?.destroy(badFrame('it did not arrive whole in time'));
  }

  #serve(body: Buffer): void {
    const work = this.#answer(body).then((reply) => this.#send(reply));
    this.#answering.add(work);
    void work.finally(() => this.#answering.delete(work));
  }

  async #answer(body: Buffer): Promise<ReplyFrame> {
    try {
      return await this.#options.answer(decodeBody(body));
    } catch (error) {
      return errorFrame(0, error, 'the port');
    }
  }

  #send(reply: ReplyFrame): void {
    this.#options.output.write(encodeFrame(reply));
  }
}

/**
 * Serves a browser until its end of the pipe closes.
 * @returns false when the stream was not one of frames; the caller then exits with status 1.
 */
export function servePort(options: PortOptions): Promise<boolean> {
  return new Port(options).run();
}
