import { isOrdinary } from '#core/ini/ordinary.ts';
import type { AwsFileKind } from '#core/ini/reader-problem.ts';
import type { PlacedSection } from './profile-sections.ts';

/** An AWS file with the text that was read. */
export interface AwsFile {
  readonly kind: AwsFileKind;
  readonly file: string;
  readonly text: string;
}

/** What AWS tools read differently for a profile. */
export interface OtherReadings {
  /** The sentences of `keyferry doctor`, each with the file, the line and a remedy. */
  readonly warnings: readonly string[];
  /** @throws KeyferryError PROFILE_READ_DIFFERENTLY if tools disagree about the profile's identity */
  refuse(): void;
}

const NONE: OtherReadings = { warnings: [], refuse: () => {} };

/**
 * Finds what AWS tools read differently for a profile. The rules are loaded only if a file is unusual, because a shell
 * may run `keyferry env` at its start.
 * @param sections of the profile in both files
 */
export async function otherReadings(
  name: string,
  sections: readonly PlacedSection[],
  files: readonly AwsFile[],
): Promise<OtherReadings> {
  if (files.every(({ text }) => isOrdinary(text))) return NONE;
  const { examineReadings } = await import('./examine-readings.ts');
  return examineReadings(name, sections, files);
}
