import { isOrdinary } from '#core/ini/ordinary.ts';
import type { AwsFile, OtherReadings } from './examine-readings.ts';
import type { PlacedSection } from './profile-sections.ts';

const NONE: OtherReadings = { warnings: [], refuse: () => {} };

/**
 * Finds lines of a profile that not all AWS tools read in the same way. To make `keyferry env` fast, the function loads
 * the code with the rules only if a file is unusual.
 * @param sections the sections of the profile in both files
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
