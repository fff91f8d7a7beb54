import type { Readable, Writable } from 'node:stream';
import { KeyferryError } from '#core/errors.ts';
import { errorFrame, type ReplyFrame } from './dispatch.ts';
import { decodeBody, encodeFrame, FrameDecoder } from './framing.ts';

/** A browser writes a frame in one go; one that takes longer than this, in ms, never ends. */
export const FRAME_TIMEOUT_MS = 10_000;

export interface PortOptions {
  readonly input: Readable;
  readonly output: Writable;
  /** Answers one request; must not throw. Requests are answered as they come, replies carry their ids. */
  readonly answer: (frame: object) => Promise<ReplyFrame>;
  /** Called once when no more requests can come; what is still being answered should hurry. */
  readonly onEnd: () => void;
  readonly frameTimeoutMs?: number;
}

/** Frames in, frames out, until the input ends. Each frame is one write, so frames never mix. */
class Port {
  readonly #options: PortOptions;
  readonly #decoder = new FrameDecoder();
  readonly #answering = new Set<Promise<void>>();
  #overdue: NodeJS.Timeout | undefined;
  #late = false;

  constructor(options: PortOptions) {
    this.#options = options;
    // The browser may be gone before its answer; there is nobody left to tell.
    options.output.on('error', () => options.input.destroy());
  }

  async run(): Promise<boolean> {
    let healthy = true;
    try {
      for await (const chunk of this.#options.input) this.#take(chunk);
      if (this.#decoder.inFrame) throw new KeyferryError('BAD_FRAME', { why: 'the stream ended inside it' });
    } catch (error) {
      healthy = false;
      this.#send(errorFrame(0, this.#late ? tooSlow() : error, 'the port'));
    }
    clearTimeout(this.#overdue);
    this.#options.onEnd();
    await Promise.all(this.#answering);
    return healthy;
  }

  #take(chunk: Buffer): void {
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
    this.#late = true;
    this.#options.input.destroy(tooSlow());
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
    if (this.#options.output.writable) this.#options.output.write(encodeFrame(reply));
  }
}

const tooSlow = () => new KeyferryError('BAD_FRAME', { why: 'it did not arrive whole in time' });

/**
 * Serves a browser until its end of the pipe closes.
 * @returns false when the stream was not one of frames; the caller then exits with status 1.
 */
export function servePort(options: PortOptions): Promise<boolean> {
  return new Port(options).run();
}
