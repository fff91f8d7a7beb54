import { KeyferryError } from '../errors.ts';
import {
  answerRequest,
  type Direction,
  type Handlers,
  type KindOf,
  type ReplyOf,
  type RequestOf,
} from './answer-request.ts';
import { idOf, PROTOCOL_VERSION, Refusal, readReply } from './frame.ts';

/*
 * Each side of the native port has a channel. Both sides may send requests, and both answer requests. In both
 * directions, a frame with the field `kind` is a request and a frame with the field `ok` is a reply. The channel
 * matches replies to requests. The channel does no I/O itself.
 */

/** The fields of a request without the envelope (`v`, `id` and `kind`). */
export type BodyOf<Of extends Direction, Kind extends KindOf<Of>> = Omit<RequestOf<Of, Kind>, 'v' | 'id' | 'kind'>;

/** The schemas with which one side checks the frames from the other side. */
export interface ChannelKinds<Asked extends Direction, Served extends Direction> {
  /** Schemas of the replies to this side's requests. */
  readonly replies: Asked['replies'];
  /** The time limit for the reply to each kind of request, in ms. */
  readonly timeLimitsMs: Readonly<Record<KindOf<Asked>, number>>;
  /** Schemas of the requests that this side answers. */
  readonly requests: Served['requests'];
}

export interface ChannelOptions<Asked extends Direction, Served extends Direction> extends ChannelKinds<Asked, Served> {
  /** Sends a frame. @throws KeyferryError if the frame cannot be sent */
  readonly post: (frame: object) => void;
  /** Calls `task` after `ms` milliseconds, like setTimeout. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
  /** Makes the error for a request that gets no reply within its time limit. */
  readonly timedOut: (seconds: number) => KeyferryError;
  /** Name of this side, for the sentence of an internal error. */
  readonly where: string;
  /** Name of the other side, for the error sentence about a reply that cannot be read. */
  readonly peer: string;
  /**
   * Whether the other side answers requests from the start. If false, the other side must first announce that it
   * answers requests.
   */
  readonly peerServes: boolean;
  /**
   * Whether this side sends an error for a frame that is neither a request nor a reply. If false, it ignores such a
   * frame.
   */
  readonly refusesMalformed: boolean;
}

/** One end of the native port: the end in the extension, or the end in the host. */
export interface Channel<Asked extends Direction, Served extends Direction> {
  /**
   * Sends a request to the other side and returns the reply.
   * @throws Refusal if the other side refuses, with its code and its sentence
   * @throws KeyferryError INTERNAL if the reply does not fit its schema
   * @throws KeyferryError UNKNOWN_KIND while the other side has not announced that it answers requests
   * @throws the errors of `post`, `timedOut` and `close`
   */
  request<Kind extends KindOf<Asked>>(kind: Kind, body: BodyOf<Asked, Kind>): Promise<ReplyOf<Asked, Kind>>;
  /** Sets the functions that answer requests. Before this call, every request is refused with UNKNOWN_KIND. */
  serve(handlers: Handlers<Served>): void;
  /**
   * Handles a frame from the other side. For a request, the promise resolves after the answer is sent. The promise
   * never rejects.
   */
  receive(frame: unknown): Promise<void>;
  /**
   * Call this function when the other side has announced that it answers requests. Before that, `request` sends
   * nothing.
   */
  allowRequests(): void;
  /** Ends every request that still waits for a reply. Each of them fails with `error`. */
  close(error: KeyferryError): void;
  /** Whether all requests of this side have got their replies. */
  isIdle(): boolean;
}

interface Pending {
  readonly resolve: (frame: object) => void;
  readonly reject: (error: KeyferryError) => void;
}

type Timers = Pick<ChannelOptions<Direction, Direction>, 'later' | 'timedOut'>;

/** The requests of this side that wait for a reply. The map key is the request's id. */
function createPending({ later, timedOut }: Timers) {
  const pending = new Map<number, Pending>();
  let lastId = 0;
  return {
    /** Returns the id for a new request, and a promise of the reply. The promise rejects after `ms` milliseconds. */
    open(ms: number): { readonly id: number; readonly reply: Promise<object> } {
      lastId += 1;
      const id = lastId;
      let clear = () => {};
      const reply = new Promise<object>((resolve, reject) => {
        clear = later(() => reject(timedOut(ms / 1000)), ms);
        pending.set(id, { resolve, reject });
      }).finally(() => {
        clear();
        pending.delete(id);
      });
      return { id, reply };
    },
    get: (id: number | null): Pending | undefined => (id === null ? undefined : pending.get(id)),
    all: (): Pending[] => [...pending.values()],
  };
}

/** Creates the channel of one side. Each side counts the ids of its own requests: 1, 2, 3 … */
export function createChannel<Asked extends Direction, Served extends Direction>(
  options: ChannelOptions<Asked, Served>,
): Channel<Asked, Served> {
  const { post, replies, requests, where } = options;
  const pending = createPending(options);
  let handlers = {} as Handlers<Served>;
  let peerServes = options.peerServes;

  async function exchange(kind: KindOf<Asked>, body: object): Promise<object> {
    const { id, reply } = pending.open(options.timeLimitsMs[kind]);
    try {
      post({ v: PROTOCOL_VERSION, id, kind, ...body });
    } catch (error) {
      pending.get(id)?.reject(error as KeyferryError);
    }
    return reply;
  }

  async function answer(frame: object): Promise<void> {
    const { kind } = frame as { kind?: unknown };
    const isRequest = idOf(frame) !== null && typeof kind === 'string';
    if (!isRequest && !options.refusesMalformed) return;
    const reply = await answerRequest<Served>(frame, { requests, handlers, where });
    try {
      post(reply);
    } catch {
      // `post` fails because the port has closed. The other side then no longer waits for the reply.
    }
  }

  return {
    async request(kind, body) {
      if (!peerServes) throw new KeyferryError('UNKNOWN_KIND');
      const frame = await exchange(kind, body);
      const read = readReply(replies[kind] as never, frame);
      if (read === null) throw new KeyferryError('INTERNAL', { where: `unreadable reply of ${options.peer}` });
      if (!read.ok) throw new Refusal(read, frame);
      return read.value;
    },
    serve(given) {
      handlers = given;
    },
    async receive(frame) {
      if (typeof frame !== 'object' || frame === null) return;
      // This side never answers a reply. If both sides answered replies, they would send refusals forever.
      if (Object.hasOwn(frame, 'ok')) pending.get(idOf(frame))?.resolve(frame);
      else await answer(frame);
    },
    allowRequests() {
      peerServes = true;
    },
    close(error) {
      for (const each of pending.all()) each.reject(error);
    },
    isIdle: () => pending.all().length === 0,
  };
}
