import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ini from 'ini';
import { type Reader, type ReadFile, readLikeDotNet, readLikeGo, readLikeJava } from '../core/ini/ini-rules.ts';
import { Botocore, hasBotocore } from './ini-botocore.ts';

/** A program or library that reads AWS files. */
export interface Client {
  readonly name: string;
  /**
   * Whether this client must always read the new keys. Other clients must read the new keys only if they read the
   * section correctly before the write.
   */
  readonly strict: boolean;
  /** Reads the text of a file. The result is null if the client refuses the file. */
  read(text: string): Promise<ReadFile | null>;
}

type Loader = (init: Record<string, unknown>) => Promise<{ credentialsFile: Record<string, Record<string, string>> }>;
// Loads the copy of the package that the SDK’s credential providers use. Another copy could have another version.
const fromProviders = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/credential-providers'));
const { loadSharedConfigFiles } = fromProviders('@smithy/core/config') as { loadSharedConfigFiles: Loader };

const asRead = (file: Record<string, Record<string, string>>): ReadFile =>
  new Map(Object.entries(file).map(([name, values]) => [name, new Map(Object.entries(values))]));

class JavaScriptSdk implements Client {
  readonly name = 'the AWS SDK for JavaScript';
  readonly strict = true;
  readonly #folder = mkdtempSync(join(tmpdir(), 'keyferry-ini-'));

  async read(text: string): Promise<ReadFile> {
    const filepath = join(this.#folder, 'credentials');
    writeFileSync(filepath, text);
    const configFilepath = join(this.#folder, 'none');
    return asRead((await loadSharedConfigFiles({ filepath, configFilepath, ignoreCache: true })).credentialsFile);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/**
 * The package `ini` makes nested objects from a section `a.b`. This function makes the name `a.b` from the nested
 * objects.
 */
function flattenSections(tree: Record<string, unknown>, prefix: string, into: ReadFile): ReadFile {
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'object' && value !== null) {
      flattenSections(value as Record<string, unknown>, `${prefix}${key}.`, into);
    } else if (prefix !== '') {
      const name = prefix.slice(0, -1);
      into.set(name, (into.get(name) ?? new Map()).set(key, String(value)));
    }
  }
  return into;
}

const byRule = (name: string, strict: boolean, reader: Reader): Client => ({
  name,
  strict,
  read: async (text) => {
    try {
      return reader(text);
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  },
});

/** All tested clients. If a client is missing on this machine, a model of the client's rules replaces it. */
export function openClients(): { clients: readonly Client[]; close(): Promise<void> } {
  const sdk = new JavaScriptSdk();
  const botocore = hasBotocore ? new Botocore() : null;
  if (!botocore) console.warn('skipped: botocore as a reader in test/interop/ini needs an `aws` on the PATH');
  const clients: Client[] = [
    sdk,
    byRule('ini', false, (text) => flattenSections(ini.parse(text), '', new Map())),
    byRule('Go v2', true, readLikeGo),
    byRule('Java v2', false, readLikeJava),
    byRule('.NET', false, readLikeDotNet),
    ...(botocore ? [{ name: 'botocore', strict: true, read: (text: string) => botocore.read(text) }] : []),
  ];
  return {
    clients,
    async close() {
      sdk.close();
      await botocore?.close();
    },
  };
}
