import { isOrdinary } from '#core/ini/ordinary.ts';
import type { AwsFile, OtherReadings } from './examine-readings.ts';
import type { PlacedSection } from './profile-sections.ts';

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
