import { findSection } from '#core/ini/document.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { otherReadings } from './other-readings.ts';
import { type PlacedSection, sectionsInConfig } from './profile-sections.ts';
import { regionOf } from './region.ts';

/** A profile's region, and warnings about lines of the profile that not all AWS tools read in the same way. */
export interface ProfileRegion {
  readonly region: string | undefined;
  readonly warnings: readonly string[];
}

/**
 * The region that AWS tools read for a profile from both files.
 * @throws KeyferryError FILE_*, PATH_INVALID
 */
export async function profileRegion(name: string, io: CommandIo): Promise<ProfileRegion> {
  const { credentials: file, config } = pathsOf(io);
  const text = readAwsFile(file);
  const section = findSection(text, name);
  const inConfig = sectionsInConfig(name, config);
  const sections: PlacedSection[] = [...inConfig.sections];
  if (section !== null) sections.push({ kind: 'credentials', file, text, section });
  const { region, warning } = regionOf(name, sections);
  const readings = await otherReadings(name, sections, [
    { kind: 'credentials', file, text },
    { kind: 'config', file: config, text: inConfig.text },
  ]);
  return { region, warnings: [...(warning === null ? [] : [warning]), ...readings.warnings] };
}
