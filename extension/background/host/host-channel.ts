import { KeyferryError } from '#core/errors.ts';
import {
  type HostReply,
  type HostRequest,
  type HostRequestKind,
  PROTOCOL_VERSION,
  readHostReply,
} from '#core/protocol/host-protocol.ts';
import { replyValue } from './host-errors.ts';

/** The part of the browser's port to a native program that is used. */
export interface NativePort {
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: { addListener(listener: (message: unknown) => void): void };
  readonly onDisconnect: { addListener(listener: (port: { readonly error?: unknown }) => void): void };
}

export type HostBody<Kind extends HostRequestKind> = Omit<HostRequest<Kind>, 'v' | 'id' | 'kind'>;

interface Pending {
  readonly kind: HostRequestKind;
  readonly resolve: (frame: unknown) => void;
  readonly reject: (error: KeyferryError) => void;
}

/** How long each request may take, ms; a write may wait 12 s for the lock of the file. */
const PATIENCE_MS: Readonly<Record<HostRequestKind, number>> = {
  hello: 12_000,
  'write-profiles': 30_000,
  'list-profiles': 12_000,
  'remove-profiles': 30_000,
  // Two files are locked.
  'set-up-cli-profiles': 45_000,
  'forget-lists': 12_000,
};

/**
 * Requests and their replies, matched by id, over one open port.
 * @param post sends a frame; may throw when the port has gone. @param later like setTimeout, giving what clears it.
 */
export function createRequests(
  port: Pick<NativePort, 'onMessage'>,
  post: (frame: unknown) => void,
  later: (task: () => void, ms: number) => () => void,
) {
  const pending = new Map<number, Pending>();
  let lastId = 0;

  port.onMessage.addListener((frame) => {
    const id = (frame as { id?: unknown } | null)?.id;
    if (typeof id === 'number') pending.get(id)?.resolve(frame);
  });

  function reply(id: number, kind: HostRequestKind): Promise<unknown> {
    const seconds = PATIENCE_MS[kind] / 1000;
    return new Promise((resolve, reject) => {
      const clear = later(() => reject(new KeyferryError('HOST_TIMEOUT', { seconds })), PATIENCE_MS[kind]);
      const settle =
        <T>(end: (value: T) => void) =>
        (value: T) => {
          clear();
          end(value);
        };
      pending.set(id, { kind, resolve: settle(resolve), reject: settle(reject) });
    }).finally(() => pending.delete(id));
  }

  return {
    async send<Kind extends HostRequestKind>(kind: Kind, body: HostBody<Kind>): Promise<HostReply<Kind>> {
      lastId += 1;
      const id = lastId;
      const answered = reply(id, kind);
      try {
        post({ v: PROTOCOL_VERSION, id, kind, ...body });
      } catch {
        pending.get(id)?.reject(new KeyferryError('HOST_EXITED'));
      }
      const frame = await answered;
      return replyValue<Kind>(frame, readHostReply(kind, frame));
    },

    /** The port has closed: nothing more will be answered. */
    failAll(error: KeyferryError): void {
      for (const each of pending.values()) each.reject(error);
    },

    isIdle: () => pending.size === 0,
  };
}

export type Requests = ReturnType<typeof createRequests>;
