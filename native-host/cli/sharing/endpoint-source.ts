import { KeyferryError } from '#core/errors.ts';
import { refuseOtherRole } from '../../live/keys-for-aws.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { askForKeys } from '../live/ask-for-keys.ts';
import { liveProfile } from '../live/live-profile.ts';
import { REQUEST_MS, waitForKeys } from '../live/wait-for-keys.ts';
import { loadProfile } from '../profiles/load-profile.ts';
import type { EndpointKeys } from './warm-keys.ts';

/** The source from which an endpoint gets its keys. */
export interface EndpointSource {
  readonly first: EndpointKeys;
  /** The region of the profile, or undefined. */
  readonly region: string | undefined;
  /** Warnings about the profile, for the user. */
  readonly warnings: readonly string[];
  /** Gets newer keys. @throws KeyferryError */
  renew(): Promise<EndpointKeys>;
}

/** The keys of a role are never valid for longer than this, in ms. */
const MAX_LIFE_MS = 12 * 60 * 60 * 1000;

function limited(keys: EndpointKeys, io: CommandIo): EndpointKeys {
  return { ...keys, expiration: Math.min(keys.expiration, io.now() + MAX_LIFE_MS) };
}

/**
 * Refuses newer keys of another account or role. While the command runs, a person may set the profile up again for
 * another account. A command that has started in one account must not continue in another account.
 * @throws KeyferryError LIVE_OTHER_ACCOUNT, LIVE_OTHER_ROLE
 */
function refuseOtherKeys(name: string, first: EndpointKeys, newer: EndpointKeys): void {
  const { accountId, roleName = newer.roleName ?? '' } = first;
  // If another tool wrote the profile, its account and role are unknown, so they cannot be compared.
  if (accountId !== '' && newer.accountId !== '') refuseOtherRole(name, { accountId, roleName }, newer);
}

/**
 * Reads the keys in the credentials file. Refuses keys that do not expire, because AWS SDKs do not accept such keys
 * from an endpoint.
 * @throws KeyferryError
 */
async function keysInFile(name: string, minTtl: number, io: CommandIo) {
  const { input, warnings } = await loadProfile(name, minTtl, io);
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = input.credentials;
  if (sessionToken === undefined || expiration === undefined) throw new KeyferryError('ENDPOINT_KEYS', { name });
  const { accountId, roleName } = input;
  const keys = {
    accountId,
    ...(roleName !== '' && { roleName }),
    accessKeyId,
    secretAccessKey,
    sessionToken,
    expiration,
  };
  return { keys, region: input.region, warnings };
}

/**
 * Gets the first keys of a profile: from the browser for a live profile, otherwise from the credentials file.
 * @param minTtl refuses the first keys if they expire in less than this time, in ms
 * @throws the errors of `waitForKeys` and `loadProfile`; KeyferryError ENDPOINT_KEYS for keys that do not expire
 */
export async function endpointSource(name: string, minTtl: number, io: CommandIo): Promise<EndpointSource> {
  const live = await liveProfile(name, io);
  if (live) {
    const first = limited(await waitForKeys(name, minTtl, io), io);
    const renew = async () => {
      const newer = await askForKeys(name, io, { ms: REQUEST_MS, read: (answer) => answer });
      refuseOtherKeys(name, first, newer);
      return limited(newer, io);
    };
    return { first, region: live.region, warnings: live.warnings, renew };
  }
  const { keys, region, warnings } = await keysInFile(name, minTtl, io);
  // Reads the credentials file again. The extension, or the tool that wrote the keys, may have written newer keys.
  const renew = async () => {
    const newer = (await keysInFile(name, 0, io)).keys;
    refuseOtherKeys(name, keys, newer);
    return newer;
  };
  return { first: keys, region, warnings, renew };
}
