import { KeyferryError } from '#core/errors.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { askForKeys } from '../live/ask-for-keys.ts';
import { liveProfile } from '../live/live-profile.ts';
import { REQUEST_MS, waitForKeys } from '../live/wait-for-keys.ts';
import { loadProfile } from '../profiles/load-profile.ts';
import type { EndpointKeys } from './warm-keys.ts';

/** Where an endpoint gets the keys of a profile from. */
export interface EndpointSource {
  readonly first: EndpointKeys;
  /** The region of the profile, or undefined. */
  readonly region: string | undefined;
  /** Sentences for the user. */
  readonly warnings: readonly string[];
  /** Gets newer keys. @throws KeyferryError */
  renew(): Promise<EndpointKeys>;
}

/** AWS gives no role keys that are valid longer, ms. */
const MAX_LIFE_MS = 12 * 60 * 60 * 1000;

function limited(keys: EndpointKeys, io: CommandIo): EndpointKeys {
  return { ...keys, expiration: Math.min(keys.expiration, io.now() + MAX_LIFE_MS) };
}

/** The keys in the file. SDKs take only temporary keys from an endpoint. @throws KeyferryError */
async function keysInFile(name: string, minTtl: number, io: CommandIo) {
  const { input, warnings } = await loadProfile(name, minTtl, io);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = input.credentials;
  if (sessionToken === undefined || expiration === undefined) throw new KeyferryError('ENDPOINT_KEYS', { name });
  const keys = { accountId: input.accountId, accessKeyId, secretAccessKey, sessionToken, expiration };
  return { keys, region: input.region, warnings };
}

/**
 * Gets the first keys of a live profile from the browser, or those of any other profile from the credentials file.
 * @param minTtl refuses first keys that expire in less than this time, in ms
 * @throws KeyferryError as `waitForKeys` and `loadProfile`; ENDPOINT_KEYS for keys that do not expire
 */
export async function endpointSource(name: string, minTtl: number, io: CommandIo): Promise<EndpointSource> {
  const live = await liveProfile(name, io);
  if (live) {
    const ask = () => askForKeys(name, io, { ms: REQUEST_MS, read: (answer) => answer });
    return {
      first: limited(await waitForKeys(name, minTtl, io), io),
      region: live.region,
      warnings: live.warnings,
      renew: async () => limited(await ask(), io),
    };
  }
  const { keys, region, warnings } = await keysInFile(name, minTtl, io);
  // Another program may renew the file: Keep fresh, or the tool that wrote it.
  return { first: keys, region, warnings, renew: async () => (await keysInFile(name, 0, io)).keys };
}
