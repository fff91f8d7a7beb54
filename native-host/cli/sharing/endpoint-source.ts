import { KeyferryError } from '#core/errors.ts';
import { refuseOtherRole } from '../../live/keys-for-aws.ts';
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

/** The keys of a role are never valid for longer than this, in ms. */
const MAX_LIFE_MS = 12 * 60 * 60 * 1000;

function limited(keys: EndpointKeys, io: CommandIo): EndpointKeys {
  return { ...keys, expiration: Math.min(keys.expiration, io.now() + MAX_LIFE_MS) };
}

/**
 * Refuses newer keys of another account or role. A person may set the profile up again for another account while the
 * command runs, and a command that has begun in one account must not continue in another.
 * @throws KeyferryError LIVE_OTHER_ACCOUNT, LIVE_OTHER_ROLE
 */
function refuseOtherKeys(name: string, first: EndpointKeys, newer: EndpointKeys): void {
  const { accountId, roleName = newer.roleName ?? '' } = first;
  // Other tools name no account and no role.
  if (accountId !== '' && newer.accountId !== '') refuseOtherRole(name, { accountId, roleName }, newer);
}

/** The keys in the file. SDKs take only temporary keys from an endpoint. @throws KeyferryError */
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
 * Gets the first keys of a live profile from the browser, or those of any other profile from the credentials file.
 * @param minTtl refuses first keys that expire in less than this time, in ms
 * @throws KeyferryError as `waitForKeys` and `loadProfile`; ENDPOINT_KEYS for keys that do not expire
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
  // The file is read again, because its keys may have been renewed: by Keep fresh, or by the tool that wrote them.
  const renew = async () => {
    const newer = (await keysInFile(name, 0, io)).keys;
    refuseOtherKeys(name, keys, newer);
    return newer;
  };
  return { first: keys, region, warnings, renew };
}
