import { KeyferryError, toErrorReply } from '#core/errors.ts';
import { HOST_NAME } from '#core/identity.ts';
import type { Handlers } from '#core/protocol/answer-request.ts';
import type { Channel } from '#core/protocol/channel.ts';
import {
  extensionRequests,
  type HostBody,
  type HostReply,
  type HostRequestKind,
  hostReplies,
  hostTimeLimitsMs,
  type ToExtension,
  type ToHost,
} from '#core/protocol/host-protocol.ts';
import type { HostView } from '#core/protocol/messages.ts';
import { answersWithin, readyView } from './hello.ts';
import { createHostChannel, type NativePort } from './host-channel.ts';
import { hostFailure, versionFailure } from './host-errors.ts';
import { send } from './send.ts';

const IDLE_MS = 60_000;

export interface NativeDeps {
  /** The browser's API `runtime`. */
  readonly runtime: {
    connectNative(name: string): NativePort;
    readonly lastError?: { readonly message?: string | undefined } | null | undefined;
  };
  /** Calls `task` after `ms` milliseconds, like setTimeout. Returns a function that clears the timer. */
  readonly later: (task: () => void, ms: number) => () => void;
  /** Called with each new state of the connection. */
  readonly changed: (view: HostView) => void;
}

/** The worker's connection to the native host. */
export interface NativeClient {
  /** Opens the port if it is closed. Resolves when the host has answered `hello`. @throws KeyferryError HOST_… */
  connect(): Promise<void>;
  /**
   * Sends one request. Opens the port first if it is closed, and waits until the host has answered `hello`.
   * @throws KeyferryError HOST_…, INTERNAL for an unreadable reply, or the error from the host. If it is unknown
   * whether the host wrote something, the error's message says so.
   */
  request<Kind extends HostRequestKind>(kind: Kind, body: HostBody<Kind>): Promise<HostReply<Kind>>;
  /**
   * Sets the functions that answer the host's requests. They are used for every port that is opened after this call.
   */
  serve(handlers: Handlers<ToExtension>): void;
  /**
   * If `yes` is true, the port stays open without a time limit. If `yes` is false, the port closes when it was not used
   * for a minute.
   */
  keepOpen(yes: boolean): void;
  /**
   * Asks whether the host still answers.
   * @param ms how long the answer may take, ms.
   * @returns false if the host does not answer or the port is closed.
   */
  answersWithin(ms: number): Promise<boolean>;
  /** True if no request to the host is waiting for a reply. */
  isIdle(): boolean;
  /** Closes the port. The host then ends by itself. */
  close(): void;
  /** Closes the port. Does nothing if live profiles keep the port open. */
  release(): void;
  /** The current state of the connection. Sends no request. */
  view(): HostView;
}

interface Connection {
  readonly port: NativePort;
  readonly channel: Channel<ToHost, ToExtension>;
  /** Resolves when the host has answered `hello` with our protocol version. */
  readonly greeted: Promise<void>;
}

const kinds = { replies: hostReplies, timeLimitsMs: hostTimeLimitsMs, requests: extensionRequests };

/**
 * Creates the worker's only client of the native host. The port opens at the first use. It closes when it was not used
 * for a minute, unless live profiles keep it open. The variable `connection` keeps the port alive, because Firefox
 * itself has only a weak reference to a port.
 */
export function createNativeClient({ runtime, later, changed }: NativeDeps): NativeClient {
  let connection: Connection | null = null;
  let view: HostView = { state: 'unknown' };
  let stopIdleTimer: (() => void) | null = null;
  let isKeptOpen = false;
  let handlers: Handlers<ToExtension> | null = null;

  function show(next: HostView): void {
    view = next;
    changed(next);
  }

  const showFailure = (error: unknown) => show({ state: 'failed', error: toErrorReply(error, 'host-client') });

  function restartIdleTimer(): void {
    stopIdleTimer?.();
    if (isKeptOpen) return;
    stopIdleTimer = later(() => (connection?.channel.isIdle() === false ? restartIdleTimer() : close()), IDLE_MS);
  }

  function close(): void {
    stopIdleTimer?.();
    const closing = connection;
    connection = null;
    closing?.port.disconnect();
    closing?.channel.close(new KeyferryError('HOST_EXITED'));
    if (view.state !== 'failed') show({ state: 'unknown' });
  }

  async function greet(channel: Connection['channel']): Promise<void> {
    const { protocol, ...hello } = await send({ channel }, 'hello', {});
    const failure = versionFailure(protocol);
    if (failure) throw failure;
    show(readyView(hello));
  }

  function open(): Connection {
    const port = runtime.connectNative(HOST_NAME);
    const channel = createHostChannel<ToHost, ToExtension>({ port, later }, kinds);
    if (handlers) channel.serve(handlers);
    const isCurrent = () => connection?.channel === channel;
    port.onDisconnect.addListener((gone) => {
      if (!isCurrent()) return;
      // The reason why the port closed. Chrome reports the reason only in `runtime.lastError` and only during this
      // event. Firefox reports the reason in the field `error` of the port.
      const reason = (gone?.error as { message?: string } | undefined)?.message ?? runtime.lastError?.message;
      const failure = view.state === 'ready' ? new KeyferryError('HOST_EXITED') : hostFailure(reason);
      connection = null;
      channel.close(failure);
      showFailure(failure);
    });
    const greeted = greet(channel).catch((error) => {
      if (isCurrent()) {
        connection = null;
        port.disconnect();
        showFailure(error);
      }
      throw error;
    });
    // Callers of `connect` get this failure. If there is no caller, the empty `catch` keeps the browser from
    // reporting an unhandled rejection.
    greeted.catch(() => undefined);
    return { port, channel, greeted };
  }

  /** Returns the open connection, or opens a new one. @throws KeyferryError if the browser refuses to open a port. */
  function current(): Connection {
    if (connection) return connection;
    if (view.state !== 'failed') show({ state: 'connecting' });
    try {
      connection = open();
    } catch (error) {
      const failure = hostFailure(error instanceof Error ? error.message : undefined);
      showFailure(failure);
      throw failure;
    }
    return connection;
  }

  async function ready(): Promise<Connection> {
    const opened = current();
    restartIdleTimer();
    await opened.greeted;
    return opened;
  }

  return {
    connect: async () => void (await ready()),
    async request(kind, body) {
      const opened = await ready();
      const reply = await send(opened, kind, body);
      restartIdleTimer();
      return reply;
    },
    serve(given) {
      handlers = given;
    },
    keepOpen(yes) {
      isKeptOpen = yes;
      if (connection) restartIdleTimer();
    },
    answersWithin: async (ms) => connection !== null && answersWithin(connection.channel, { ms, later }),
    isIdle: () => connection?.channel.isIdle() ?? true,
    close,
    release() {
      if (!isKeptOpen) close();
    },
    view: () => view,
  };
}
