import type { Readable } from 'node:stream';
import { KeyferryError } from '#core/errors.ts';
import { errorFrame } from '#core/protocol/frame.ts';
import type { FrameOutput } from './extension-channel.ts';
import { decodeBody, encodeFrame, FrameDecoder } from './framing.ts';

/**
 * The time limit for one frame, in ms. A browser writes a frame at once, so a frame that takes longer will never be
 * complete.
 */
export const FRAME_TIMEOUT_MS = 10_000;

export interface PortOptions {
  /** Bytes that were read before `input` is opened. */
  readonly first?: Uint8Array;
  /** Opens the rest of the stream. Called once, after the port had time to send the replies to `first`. */
  readonly input: () => Readable;
  readonly output: FrameOutput;
  /**
   * Handles one frame. If the frame is a request, the promise resolves when the request is answered. Must not reject.
   */
  readonly receive: (frame: object) => Promise<void>;
  /** Called once when no more frames can come. Work on requests that are not yet answered should then stop waiting. */
  readonly onEnd: () => void;
}

const badFrame = (why: string) => new KeyferryError('BAD_FRAME', { why });

/**
 * Reads frames until the input ends. Each reply is sent as soon as it is ready, so replies may have another order than
 * the requests.
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
   * @returns whether the stream ended between two frames
   */
  async run(): Promise<boolean> {
    const fault = await this.#readAll();
    if (fault !== null) this.#refuse(fault);
    clearTimeout(this.#overdue);
    this.#options.onEnd();
    await Promise.all(this.#answering);
    return fault === null;
  }

  /** Reads the whole input. @returns the error that cut the stream short, or null */
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

  /** Uses events, because an async iterable would cost a millisecond at every start. */
  #readInput(input: Readable): Promise<unknown> {
    return new Promise((resolve) => {
      if (input.destroyed) resolve(input.errored ?? badFrame('the stream was cut'));
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
      this.#receive(body);
    }
    if (this.#decoder.inFrame) this.#overdue ??= setTimeout(() => this.#giveUp(), FRAME_TIMEOUT_MS);
  }

  #giveUp(): void {
    this.#input?.destroy(badFrame('it did not arrive whole in time'));
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
 * @returns false if the stream did not consist of whole frames. The caller then exits with status 1.
 */
export function servePort(options: PortOptions): Promise<boolean> {
  return new Port(options).run();
}
