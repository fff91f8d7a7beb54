import { KeyferryError } from '#core/errors.ts';
import type { KindOf, ReplyOf } from '#core/protocol/answer-request.ts';
import type { BodyOf, Channel } from '#core/protocol/channel.ts';
import type { ToExtension, ToHost } from '#core/protocol/host-protocol.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import { randomName } from '../data-folder/sha256.ts';

/*
 * Turns requests of clients into requests to the extension. A client is a program that asks for keys over the socket.
 * If the browser stops reading, requests stay in memory. Therefore only a few requests may be open at the same time,
 * and equal requests are merged into one. The host does not store an answer after it has sent the answer to the
 * clients.
 */

/** The largest number of requests that wait for an answer of the extension. */
export const MAX_UNANSWERED = 64;
/** The largest number of slow requests that wait for an answer of the extension. A slow request may take a minute. */
const MAX_SLOW = 4;
/**
 * If the browser has not read this number of bytes yet, the relay refuses new requests. A frame for the browser is
 * smaller than 8 KiB.
 */
export const MAX_UNREAD_BYTES = 64 * 1024;

type Keys = ReplyOf<ToExtension, 'live-credentials'>;
type Kind = Exclude<KindOf<ToExtension>, 'live-cancel'>;
/** The kinds of requests that may take a minute. */
type SlowKind = 'live-renew' | 'live-set-up';
/** A request to open the AWS console, without the fields that the relay adds. */
type ConsoleRequest = Omit<BodyOf<ToExtension, 'live-console'>, 'client' | 'ticket'>;
type SetUpBody = Omit<BodyOf<ToExtension, 'live-set-up'>, 'client'>;

/**
 * Requests with the same key share one answer. The person's answer depends on the program that asks, so the key
 * contains everything that describes the program. One example is the folder of a script, because scripts in different
 * folders may have the same name.
 */
const keyOf = (asked: unknown, { program, script, folder, agent, via, isVerified }: KnownClient): string =>
  JSON.stringify([asked, program, script, script === undefined ? null : folder, agent, via, isVerified]);

/** The result of one client's request to the extension. */
export interface Relayed<Reply> {
  /** Rejects if the extension refuses, or if the channel to the extension fails. */
  readonly reply: Promise<Reply>;
  /** Call this when the client no longer waits. A second call does nothing. */
  leave(): void;
}

export interface RelayOptions {
  readonly extension: Pick<Channel<ToExtension, ToHost>, 'request'>;
  /** Number of bytes in frames that the browser has not read yet. */
  readonly unread: () => number;
}

/** Sends requests of clients to the extension. */
export interface Relay {
  /**
   * Asks for keys. If the same program sends several requests for the same profile, they share one request to the
   * extension. When no client waits for the reply any more, the relay cancels this request.
   * @throws KeyferryError LIVE_BUSY
   */
  credentials(profile: string, client: KnownClient): Relayed<Keys>;
  /** Asks for the state of live profiles. @throws KeyferryError LIVE_BUSY */
  status(): Relayed<ReplyOf<ToExtension, 'live-status'>>;
  /**
   * Opens a portal and waits for a sign-in. Equal requests share one request to the extension. When no client waits for
   * the reply any more, the relay cancels this request.
   * @param portal label or start URL; undefined if there is only one portal
   * @throws KeyferryError LIVE_BUSY
   */
  login(portal: string | undefined): Relayed<ReplyOf<ToExtension, 'live-login'>>;
  /**
   * Opens the AWS console, or asks for its link. Equal requests of one program are merged.
   * @throws KeyferryError LIVE_BUSY
   */
  console(request: ConsoleRequest, client: KnownClient): Relayed<ReplyOf<ToExtension, 'live-console'>>;
  /** Locks all live profiles. @throws KeyferryError LIVE_BUSY */
  lock(): Relayed<ReplyOf<ToExtension, 'live-lock'>>;
  /**
   * Pauses one live profile, and erases its keys and the person's answers about it. Without a name, locks all live
   * profiles.
   * @throws KeyferryError LIVE_BUSY
   */
  forget(profile: string | undefined): Relayed<ReplyOf<ToExtension, 'live-forget'>>;
  /** Renews profiles with keys that Keyferry wrote. @throws KeyferryError LIVE_BUSY */
  renew(profiles: readonly string[]): Relayed<ReplyOf<ToExtension, 'live-renew'>>;
  /** Asks the person whether to set up a live profile, and sets it up. @throws KeyferryError LIVE_BUSY */
  setUp(role: SetUpBody, client: KnownClient): Relayed<ReplyOf<ToExtension, 'live-set-up'>>;
}

interface Shared {
  readonly reply: Promise<unknown>;
  readonly cancel: () => void;
  clients: number;
}

/** Creates the relay of one host. */
export function createRelay({ extension, unread }: RelayOptions): Relay {
  const shared = new Map<string, Shared>();
  let unanswered = 0;
  let slow = 0;

  const isBusy = () => unanswered >= MAX_UNANSWERED || unread() >= MAX_UNREAD_BYTES;

  async function ask<Given extends Kind>(kind: Given, body: object): Promise<unknown> {
    const isSlow = kind === 'live-renew' || kind === 'live-set-up';
    unanswered += 1;
    slow += Number(isSlow);
    try {
      return await extension.request(kind, body as never);
    } finally {
      unanswered -= 1;
      slow -= Number(isSlow);
    }
  }

  function cancel(ticket: string): void {
    if (unread() < MAX_UNREAD_BYTES) extension.request('live-cancel', { ticket }).catch(() => {});
  }

  /** Starts a request, or uses an equal request that is already open. */
  function join<Reply>(key: string, kind: Kind, body: object, onLeft: () => void): Relayed<Reply> {
    let entry = shared.get(key);
    if (!entry) {
      if (isBusy()) throw new KeyferryError('LIVE_BUSY');
      const remove = () => {
        if (shared.get(key) === opened) shared.delete(key);
      };
      const opened: Shared = { reply: ask(kind, body).finally(remove), cancel: onLeft, clients: 0 };
      // If no client waits for the reply any more, no other code handles an error of the request. Without this line,
      // such an error would end the process.
      opened.reply.catch(() => {});
      shared.set(key, opened);
      entry = opened;
    }
    return client(key, entry);
  }

  function client<Reply>(key: string, entry: Shared): Relayed<Reply> {
    entry.clients += 1;
    let hasLeft = false;
    return {
      reply: entry.reply as Promise<Reply>,
      leave() {
        if (hasLeft) return;
        hasLeft = true;
        entry.clients -= 1;
        if (entry.clients > 0 || shared.get(key) !== entry) return;
        shared.delete(key);
        entry.cancel();
      },
    };
  }

  /**
   * Starts a slow request. Only a few slow requests may be open at the same time, so that requests for keys can always
   * start.
   */
  function joinSlow<Reply>(key: string, kind: SlowKind, body: object): Relayed<Reply> {
    if (!shared.has(key) && slow >= MAX_SLOW) throw new KeyferryError('LIVE_BUSY');
    return join(key, kind, body, () => {});
  }

  return {
    credentials(profile, known) {
      const ticket = randomName();
      return join(keyOf(profile, known), 'live-credentials', { profile, client: known, ticket }, () => cancel(ticket));
    },
    status: () => join('status', 'live-status', {}, () => {}),
    login(portal) {
      const ticket = randomName();
      return join(JSON.stringify(['login', portal]), 'live-login', { portal, ticket }, () => cancel(ticket));
    },
    console(request, known) {
      const ticket = randomName();
      const key = keyOf(['console', request], known);
      return join(key, 'live-console', { ...request, client: known, ticket }, () => cancel(ticket));
    },
    lock: () => join('lock', 'live-lock', {}, () => {}),
    forget: (profile) =>
      join(JSON.stringify(['forget', profile]), 'live-forget', profile === undefined ? {} : { profile }, () => {}),
    renew: (profiles) => joinSlow(JSON.stringify(['renew', profiles]), 'live-renew', { profiles }),
    setUp: (role, known) => joinSlow(keyOf(['set up', role], known), 'live-set-up', { ...role, client: known }),
  };
}
