import { Issued } from './issued.ts';
import { type EmulatorOptions, type LiveOptions, liveOptions } from './options.ts';
import { type Portal, portalsOf } from './portals.ts';
import { RoleKeyStore } from './role-keys.ts';
import { Sessions } from './sessions.ts';
import { TokenBucket } from './throttle.ts';

/** The emulator's whole state. */
export interface World {
  readonly options: LiveOptions;
  readonly portals: readonly Portal[];
  readonly issued: Issued;
  readonly sessions: Sessions;
  readonly keys: RoleKeyStore;
  readonly bucket: TokenBucket;
  /** The codes of finished sign-ins for which the page has not yet requested a session token. */
  readonly pendingSignIns: Map<string, { readonly portal: Portal; readonly user: string }>;
  /** The current time of the emulator's clock, in ms since the epoch. */
  now(): number;
}

export function createWorld(given: EmulatorOptions): World {
  const options = liveOptions(given);
  const issued = new Issued();
  return {
    options,
    portals: portalsOf(given),
    issued,
    sessions: new Sessions(issued),
    keys: new RoleKeyStore(issued),
    bucket: new TokenBucket(),
    pendingSignIns: new Map(),
    now: () => Date.now() + options.clockSkewMs,
  };
}

/** A request with its whole body. */
export interface Call {
  readonly method: string;
  /** The requested host in lower case, without the port. */
  readonly host: string;
  readonly url: URL;
  /** The path exactly as the client sent it, because the client signed this form of the path. */
  readonly rawPath: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
