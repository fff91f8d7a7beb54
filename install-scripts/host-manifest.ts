import { chromiumIds, firefoxId, HOST_NAME } from '#core/identity.ts';
import type { Flavour } from './browser-table.ts';

export const MANIFEST_FILE = `${HOST_NAME}.json`;

/** The extensions that may start the host, in the form that Chromium or Firefox expects in a manifest. */
export function allowedCallers(flavour: Flavour): readonly string[] {
  return flavour === 'firefox' ? [firefoxId] : chromiumIds.map((id) => `chrome-extension://${id}/`);
}

/**
 * The text of the manifest file, which tells the browser how to start the host.
 * @param wrapperPath absolute path of the program that the browser starts
 */
export function hostManifest(flavour: Flavour, wrapperPath: string): string {
  const manifest = {
    name: HOST_NAME,
    description: 'Writes AWS credentials that Keyferry fetched into the credentials file',
    path: wrapperPath,
    type: 'stdio',
    [flavour === 'firefox' ? 'allowed_extensions' : 'allowed_origins']: allowedCallers(flavour),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The values that Keyferry reads from a manifest on the disk. */
export interface FoundManifest {
  readonly name: string;
  readonly path: string;
  readonly callers: readonly string[];
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Reads the text of a manifest. Returns null if the text is not a native messaging manifest. */
export function readManifest(text: string, flavour: Flavour): FoundManifest | null {
  try {
    const found: Record<string, unknown> = JSON.parse(text);
    const callers = stringsOf(found[flavour === 'firefox' ? 'allowed_extensions' : 'allowed_origins']);
    return typeof found.name === 'string' && typeof found.path === 'string'
      ? { name: found.name, path: found.path, callers }
      : null;
  } catch {
    return null;
  }
}
