import type { Area } from '../../storage/areas.ts';
import { createCachedValue } from '../../storage/cached-value.ts';

const KEY = 'installation';

/**
 * The random id of this installation of the extension. The host stores the id with each live profile. So the host of
 * another browser refuses requests about these profiles.
 */
export interface InstallationId {
  /** The id: 32 hex digits. It is made at the first call. Later calls give the same id, until `forget`. */
  get(): Promise<string>;
  /** The id, or null if there is no id yet. */
  existing(): Promise<string | null>;
  /** Deletes the id. The next call of `get` makes a new id. */
  forget(): Promise<void>;
}

export interface InstallationDeps {
  readonly local: Area;
  /** Makes a new random text. */
  readonly newId: () => string;
  /** A one-way fingerprint of a text, in hex digits. */
  readonly markOf: (text: string) => Promise<string>;
}

/** Creates the part that makes the id and stores it in `storage.local`. */
export function createInstallationId({ local, newId, markOf }: InstallationDeps): InstallationId {
  const stored = createCachedValue<string>(local, KEY);
  let making: Promise<string> | null = null;

  async function make(): Promise<string> {
    const id = (await markOf(newId())).slice(0, 32);
    await stored.set(id);
    return id;
  }

  return {
    async get() {
      const known = await stored.get();
      if (known !== null) return known;
      making ??= make().finally(() => {
        making = null;
      });
      return making;
    },
    existing: stored.get,
    forget: stored.remove,
  };
}
