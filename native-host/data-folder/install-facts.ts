import { join } from 'node:path';
import * as v from 'valibot';
import { readOwnFile } from './read-own-file.ts';

/** The part of install.json that other commands than install and uninstall need. */
const InstallFacts = v.object({
  /** Paths of the launchers. New live profiles use the first. */
  launchers: v.optional(v.array(v.string())),
  /** The clone that the program was installed from. */
  clone: v.optional(v.string()),
});
export type InstallFacts = v.InferOutput<typeof InstallFacts>;

/**
 * What install recorded in this folder.
 * @returns null for a missing or invalid record
 */
export function readInstallFacts(folder: string): InstallFacts | null {
  try {
    const parsed = v.safeParse(InstallFacts, JSON.parse(readOwnFile(join(folder, 'install.json'))?.toString() ?? ''));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
