import { join } from 'node:path';
import * as v from 'valibot';
import { readOwnFile } from './read-own-file.ts';

/** The part of install.json that commands other than `install` and `uninstall` need. */
const InstallFacts = v.object({
  /** Paths of the launchers. New live profiles use the first launcher. */
  launchers: v.optional(v.array(v.string())),
  /** Path of the git clone from which `install` copied the program. */
  clone: v.optional(v.string()),
});
export type InstallFacts = v.InferOutput<typeof InstallFacts>;

/** Reads what `keyferry install` recorded in this folder. @returns null if the record is missing or invalid */
export function readInstallFacts(folder: string): InstallFacts | null {
  try {
    const parsed = v.safeParse(InstallFacts, JSON.parse(readOwnFile(join(folder, 'install.json'))?.toString() ?? ''));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
