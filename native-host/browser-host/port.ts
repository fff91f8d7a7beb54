import type { Readable } from 'node:stream';
import { KeyferryError } from '#core/errors.ts';
import { errorFrame } from '#core/protocol/frame.ts';
import type { FrameOutput } from './extension-channel.ts';
import { decodeBody, encodeFrame, FrameDecoder } from './framing.ts';

/**
 * The time limit for one frame, in ms. A browser writes a whole frame at once. If a frame is not complete after this
 * time, it will never be complete.
 */
export const FRAME_TIMEOUT_MS = 10_000;

export interface PortOptions {
  /** Bytes that the program has already read before it opens `input`. */
  readonly first?: Uint8Array;
  /**
   * Opens the stream with all later bytes. The port calls this function once. Before that, the port handles the frames
   * in `first`, so that their replies do not have to wait for the stream.
   */
  readonly input: () => Readable;
  readonly output: FrameOutput;
  /**
   * Handles one frame. For a request, the promise resolves when the request is answered. The promise must not reject.
   */
  readonly receive: (frame: object) => Promise<void>;
  /** Called once, when no more frames can come. The handlers of unanswered requests then stop waiting for locks. */
  readonly onEnd: () => void;
}

const badFrame = (why: string) => new KeyferryError('BAD_FRAME', { why });

/**
 * Reads frames until the input ends. The port sends each reply as soon as it is ready, so the replies may come in
 * another order than the requests.
 */
class Port {
  readonly #options: PortOptions;
  readonly #decoder = new FrameDecoder();
  readonly #answering = new Set<Promise<void>>();
  #input: Readable | null = null;
  #overdue: NodeJS.Timeout | undefined;

  constructor(options: PortOptions) {
    this.#options = options;
  }

  /**
   * Reads frames until the input ends, and waits until all requests are answered.
   * @returns true if the input ended after a complete frame
   */
  async run(): Promise<boolean> {
    const fault = await this.#readAll();
    if (fault !== null) this.#refuse(fault);
    clearTimeout(this.#overdue);
    this.#options.onEnd();
    await Promise.all(this.#answering);
    return fault === null;
  }

  /** Reads the whole input. @returns the error that ended the input too early, or null */
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

  /** Reads the stream through events. An async iterator would take one millisecond more at every start. */
  #readInput(input: Readable): Promise<unknown> {
    return new Promise((resolve) => {
      if (input.destroyed) resolve(input.errored ?? badFrame('the stream was interrupted'));
      input.on('data', (chunk: Buffer) => {
        try {
          this.#take(chunk);
        } catch (error) {
          resolve(error);
          input.destroy();
        }
      });
      input.on('end', () => resolve(this.#decoder.inFrame ? badFrame('the stream ended too early') : null));
      input.on('error', resolve);
      input.on('close', () => resolve(badFrame('the stream was interrupted')));
    });
  }

  #take(chunk: Uint8Array): void {
    for (const body of this.#decoder.push(chunk)) {
      clearTimeout(this.#overdue);
      this.#overdue = undefined;
      this.#receive(body);
    }
    if (this.#decoder.inFrame) this.#overdue ??= setTimeout(() => this.#giveUp(), FRAME_TIMEOUT_MS);
  }

  #giveUp(): void {
    this.#input?.destroy(badFrame('it was not complete in time'));
  }

  #receive(body: Buffer): void {
    let frame: object;
    try {
      frame = decodeBody(body);
    } catch (error) {
      this.#refuse(error);
      return;
    }
    const work = this.#options.receive(frame);
    this.#answering.add(work);
    void work.finally(() => this.#answering.delete(work));
  }

  #refuse(error: unknown): void {
    this.#options.output.write(encodeFrame(errorFrame(0, error, 'the port')));
  }
}

/**
 * Reads the frames of a browser until it closes the pipe.
 * @returns false if the stream did not consist of complete frames; the caller then exits with status 1
 */
export function servePort(options: PortOptions): Promise<boolean> {
  return new Port(options).run();
}
