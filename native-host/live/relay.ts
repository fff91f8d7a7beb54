import { KeyferryError } from '#core/errors.ts';
import type { KindOf, ReplyOf } from '#core/protocol/answer-request.ts';
import type { BodyOf, Channel } from '#core/protocol/channel.ts';
import type { ToExtension, ToHost } from '#core/protocol/host-protocol.ts';
import type { KnownClient } from '#core/protocol/live.ts';
import { randomName } from '../data-folder/sha256.ts';

/*
 * Turns the lines of clients into requests to the extension. The browser may stop reading, so few requests may be open
 * at the same time, and equal requests are merged. When the clients have got an answer, it is not kept.
 */

/** The most requests that may wait for an answer of the extension. */
export const MAX_UNANSWERED = 64;
/** The most slow requests among them. A slow request may take a minute. */
const MAX_SLOW = 4;
/** The most bytes that may wait for the browser. A frame for the browser is smaller than 8 KiB. */
export const MAX_UNREAD_BYTES = 64 * 1024;

type Keys = ReplyOf<ToExtension, 'live-credentials'>;
type Kind = Exclude<KindOf<ToExtension>, 'live-cancel'>;
/** Requests that may take a minute. */
type SlowKind = 'live-renew' | 'live-set-up';
/** A request for the console, without the fields that the relay adds. */
type ConsoleRequest = Omit<BodyOf<ToExtension, 'live-console'>, 'client' | 'ticket'>;
type SetUpBody = Omit<BodyOf<ToExtension, 'live-set-up'>, 'client'>;

/**
 * Two requests with the same key get one answer. Whatever an answer of a person depends on is therefore in the key, such
 * as the folder of a script: many folders have a script of the same name.
 */
const keyOf = (asked: unknown, { program, script, folder, agent, via, isVerified }: KnownClient): string =>
  JSON.stringify([asked, program, script, script === undefined ? null : folder, agent, via, isVerified]);

/** A client's part in a request to the extension. */
export interface Relayed<Reply> {
  /** Rejects with the extension's refusal, or with the channel's errors. */
  readonly reply: Promise<Reply>;
  /** The client no longer waits. Calling it twice does nothing. */
  leave(): void;
}

export interface RelayOptions {
  readonly extension: Pick<Channel<ToExtension, ToHost>, 'request'>;
  /** Bytes of frames that wait for the browser. */
  readonly unread: () => number;
}

/** Relays requests of clients to the extension. */
export interface Relay {
  /**
   * Asks for keys. Requests for the same profile by the same program share one request. The last client that leaves
   * cancels it.
   * @throws KeyferryError LIVE_BUSY
   */
  credentials(profile: string, client: KnownClient): Relayed<Keys>;
  /** Asks for the state of live profiles. @throws KeyferryError LIVE_BUSY */
  status(): Relayed<ReplyOf<ToExtension, 'live-status'>>;
  /**
   * Opens a portal and waits for its session. Equal requests share one wait. The last client that leaves ends it.
   * @param portal label or start URL; undefined for the only portal
   * @throws KeyferryError LIVE_BUSY
   */
  login(portal: string | undefined): Relayed<ReplyOf<ToExtension, 'live-login'>>;
  /** Opens the console or asks for its link. Merges equal requests of one program. @throws KeyferryError LIVE_BUSY */
  console(request: ConsoleRequest, client: KnownClient): Relayed<ReplyOf<ToExtension, 'live-console'>>;
  /** Locks live profiles. @throws KeyferryError LIVE_BUSY */
  lock(): Relayed<ReplyOf<ToExtension, 'live-lock'>>;
  /** Drops what is in memory about one live profile; without a name, about all. @throws KeyferryError LIVE_BUSY */
  forget(profile: string | undefined): Relayed<ReplyOf<ToExtension, 'live-forget'>>;
  /** Renews written profiles. @throws KeyferryError LIVE_BUSY */
  renew(profiles: readonly string[]): Relayed<ReplyOf<ToExtension, 'live-renew'>>;
  /** Sets up a live profile that the person allows. @throws KeyferryError LIVE_BUSY */
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

  /** Opens a request, or joins an equal one. */
  function join<Reply>(key: string, kind: Kind, body: object, onLeft: () => void): Relayed<Reply> {
    let entry = shared.get(key);
    if (!entry) {
      if (isBusy()) throw new KeyferryError('LIVE_BUSY');
      const remove = () => {
        if (shared.get(key) === opened) shared.delete(key);
      };
      const opened: Shared = { reply: ask(kind, body).finally(remove), cancel: onLeft, clients: 0 };
      // A client may leave before the reply. Then nobody else handles the error.
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

  /** Few slow requests may be open, so that requests for keys always find a place. */
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
