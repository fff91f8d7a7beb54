import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { cliProfilesList } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';
import { exactly } from '#core/schema.ts';
import { writeOwnFile } from './own-files.ts';
import { type ProgramLocation, programFolder } from './program-folder.ts';
import { readOwnFile } from './read-own-file.ts';
import { sha256 } from './sha256.ts';

/*
 * The stored list of a portal's accounts and roles, which `keyferry configure` uses. It is the last list that the
 * extension sent. The list contains names and ids, but no secrets. Only the user can read the file.
 */

const KeptList = exactly({ version: v.literal(1), ...cliProfilesList });
export type KeptList = v.InferOutput<typeof KeptList>;

const keptFolder = (location: ProgramLocation): string => join(programFolder(location), 'portals');
const keptFile = (folder: string, portal: string): string => join(folder, `${sha256(portal).slice(0, 32)}.json`);

function readList(path: string): KeptList | null {
  try {
    const parsed = v.safeParse(KeptList, JSON.parse(readOwnFile(path)?.toString() ?? 'null'));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** Reads all stored lists. Ignores files that are not valid. */
export function keptLists(location: ProgramLocation): readonly KeptList[] {
  const folder = keptFolder(location);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  return names.map((name) => readList(join(folder, name))).filter((list) => list !== null);
}

const keptListOf = (portal: string, location: ProgramLocation): KeptList | null =>
  readList(keptFile(keptFolder(location), portal));

/** Stores the list of a portal, and removes the previous list of this portal. @throws system errors */
export function keepList(list: Omit<KeptList, 'version'>, location: ProgramLocation): void {
  const folder = keptFolder(location);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // The file is written without a sync. If a power failure damages the file, Keyferry ignores the file, and the popup
  // sends the list again.
  writeOwnFile(keptFile(folder, list.portal), `${JSON.stringify({ version: 1, ...list })}\n`, 0o600, false);
}

/** Removes the stored list of a portal. Without `portal`, removes all stored lists. */
export function forgetLists(location: ProgramLocation, portal?: string): void {
  const folder = keptFolder(location);
  rmSync(portal === undefined ? folder : keptFile(folder, portal), { recursive: true, force: true });
}

/**
 * Returns a function that returns the profile names in the stored list of a portal. A name template made these names.
 * The function `roleKey` makes the map keys. The returned function reads the list only once.
 */
export function keptNames(portal: string, location: ProgramLocation): () => ReadonlyMap<string, string> {
  let names: ReadonlyMap<string, string> | null = null;
  return () => {
    names ??= templateNames(keptListOf(portal, location));
    return names;
  };
}

/**
 * The profile names that the name template made. Empty if the list has no template. In this case, the user chose each
 * name.
 */
function templateNames(list: KeptList | null): ReadonlyMap<string, string> {
  if (list?.template === undefined) return new Map();
  return new Map(
    list.accounts.flatMap(({ accountId, roles }) =>
      roles.map((role) => [roleKey({ accountId, ...role }), role.name] as const),
    ),
  );
}
