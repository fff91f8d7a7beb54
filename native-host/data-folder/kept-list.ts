import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { cliProfilesList } from '#core/protocol/cli-profiles.ts';
import { roleKey } from '#core/role-key.ts';
import { exactly } from '#core/schema.ts';
import { readOwnFile, writeOwnFile } from './own-files.ts';
import { dataFolder } from './places.ts';
import { sha256 } from './sha256.ts';

/*
 * The list of a portal's accounts and roles that the extension handed over last, for `keyferry configure`: names and ids,
 * in Keyferry's own data folder, for the user's eyes alone.
 */

const KeptList = exactly({ version: v.literal(1), ...cliProfilesList });
export type KeptList = v.InferOutput<typeof KeptList>;

type Where = Parameters<typeof dataFolder>[0] & {
  /** Where the program lies. */
  readonly directory: string;
};

/** A browser started from the desktop may lack the variable that named the folder to install into. */
function ownFolder(where: Where): string {
  const parent = dirname(where.directory);
  const isInstalled = existsSync(join(parent, 'install.json'));
  const isOurs = isInstalled && where.platform !== 'win32' && statSync(parent).uid === process.geteuid?.();
  return isOurs ? parent : dataFolder(where);
}

const keptFolder = (where: Where): string => join(ownFolder(where), 'portals');
const keptFile = (folder: string, portal: string): string => join(folder, `${sha256(portal).slice(0, 32)}.json`);

function readList(path: string): KeptList | null {
  try {
    const parsed = v.safeParse(KeptList, JSON.parse(readOwnFile(path)?.toString() ?? 'null'));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** The lists that are kept; what is not whole counts as none. */
export function keptLists(where: Where): readonly KeptList[] {
  const folder = keptFolder(where);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  return names.map((name) => readList(join(folder, name))).filter((list) => list !== null);
}

/** The list of this portal, or null. */
const keptListOf = (portal: string, where: Where): KeptList | null => readList(keptFile(keptFolder(where), portal));

/** Keeps a list in the place of the one before. @throws system errors as they are */
export function keepList(list: Omit<KeptList, 'version'>, where: Where): void {
  const folder = keptFolder(where);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // What a power cut leaves of it that is not whole counts as none; the popup hands it over again.
  writeOwnFile(keptFile(folder, list.portal), `${JSON.stringify({ version: 1, ...list })}\n`, 0o600, false);
}

/** Removes every list. */
export function forgetLists(where: Where): void {
  rmSync(keptFolder(where), { recursive: true, force: true });
}

/** `templateNames` of the list that is kept of this portal, read when it is first asked for. */
export function keptNames(portal: string, where: Where): () => ReadonlyMap<string, string> {
  let names: ReadonlyMap<string, string> | null = null;
  return () => {
    names ??= templateNames(keptListOf(portal, where));
    return names;
  };
}

/** The names that the list's template gave, by role; none where they were chosen one by one. */
function templateNames(list: KeptList | null): ReadonlyMap<string, string> {
  if (list?.template === undefined) return new Map();
  return new Map(
    list.accounts.flatMap(({ accountId, roles }) =>
      roles.map((role) => [roleKey({ accountId, ...role }), role.name] as const),
    ),
  );
}
