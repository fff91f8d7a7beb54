import { type KeyferryError, toErrorReply } from '#core/errors.ts';
import { HOST_NAME } from '#core/identity.ts';
import type { HostReply, HostRequestKind } from '#core/protocol/host-protocol.ts';
import type { HostView } from '#core/protocol/messages.ts';
import { createRequests, type HostBody, type NativePort, type Requests } from './host-channel.ts';
import { hostFailure, versionFailure } from './host-errors.ts';

const IDLE_MS = 60_000;

export interface NativeDeps {
  /** The browser's `runtime`. */
  readonly runtime: {
    connectNative(name: string): NativePort;
    readonly lastError?: { readonly message?: string | undefined } | null | undefined;
  };
  /** Like setTimeout, giving what clears it. */
  readonly later: (task: () => void, ms: number) => () => void;
  readonly changed: (view: HostView) => void;
}

interface Line {
  readonly port: NativePort;
  readonly requests: Requests;
  /** Resolves once the host has said that it speaks our protocol. */
  readonly greeted: Promise<void>;
}

/** The one way to the native host. Whoever needs it calls `request`; whoever wants it warm calls `connect`. */
export function createNativeClient({ runtime, later, changed }: NativeDeps) {
  let line: Line | null = null;
  let view: HostView = { state: 'unknown' };
  let stopIdling: (() => void) | null = null;

  function show(next: HostView): void {
    view = next;
    changed(next);
  }

  const fail = (error: unknown) => show({ state: 'failed', error: toErrorReply(error, 'host-client') });

  /** Closes an idle port a minute after its last use; the host then ends by itself. */
  function restartIdling(): void {
    stopIdling?.();
    stopIdling = later(() => (line?.requests.isIdle() === false ? restartIdling() : close()), IDLE_MS);
  }

  function close(): void {
    stopIdling?.();
    const closing = line;
    line = null;
    closing?.port.disconnect();
    closing?.requests.failAll(hostFailure(undefined));
    if (view.state !== 'failed') show({ state: 'unknown' });
  }

  function closed(ofLine: Requests, error: KeyferryError): void {
    if (line?.requests === ofLine) line = null;
    ofLine.failAll(error);
    fail(error);
  }

  async function greet(requests: Requests): Promise<void> {
    const { version, protocol } = await requests.send('hello', {});
    const failure = versionFailure(protocol);
    if (failure) throw failure;
    show({ state: 'ready', version });
  }

  function open(): Line {
    const port = runtime.connectNative(HOST_NAME);
    const requests = createRequests(port, (frame) => port.postMessage(frame), later);
    port.onDisconnect.addListener((gone) => {
      // Chrome tells the reason only here and only now, Firefox on the port.
      const said = (gone?.error as { message?: string } | undefined)?.message ?? runtime.lastError?.message;
      if (line?.requests === requests) closed(requests, hostFailure(said));
    });
    const greeted = greet(requests).catch((error) => {
      if (line?.requests === requests) {
        line = null;
        port.disconnect();
        fail(error);
      }
      throw error;
    });
    greeted.catch(() => undefined);
    return { port, requests, greeted };
  }

  /** The open line, opened if there is none. Idempotent. @throws KeyferryError when the browser refuses at once. */
  function theLine(): Line {
    if (line) return line;
    if (view.state !== 'failed') show({ state: 'connecting' });
    try {
      line = open();
    } catch (error) {
      const failure = hostFailure(error instanceof Error ? error.message : undefined);
      fail(failure);
      throw failure;
    }
    return line;
  }

  async function ready(): Promise<Line> {
    const current = theLine();
    restartIdling();
    await current.greeted;
    return current;
  }

  return {
    /** Resolves when the host is ready. @throws KeyferryError HOST_… */
    connect: async (): Promise<void> => void (await ready()),

    /** @throws KeyferryError HOST_… or the host's own refusal. */
    async request<Kind extends HostRequestKind>(kind: Kind, body: HostBody<Kind>): Promise<HostReply<Kind>> {
      const { requests } = await ready();
      const value = await requests.send(kind, body);
      restartIdling();
      return value;
    },

    close,
    view: (): HostView => view,
  };
}

export type NativeClient = ReturnType<typeof createNativeClient>;
