import { findSection } from '#core/ini/document.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { type PlacedSection, sectionsInConfig } from './profile-sections.ts';
import { regionOf } from './region.ts';

/**
 * The region that AWS tools read for a profile from both files.
 * @returns the region, and a sentence if tools read it differently
 * @throws KeyferryError FILE_*, PATH_INVALID
 */
export function profileRegion(name: string, io: CommandIo): ReturnType<typeof regionOf> {
  const { credentials: file, config } = pathsOf(io);
  const text = readAwsFile(file);
  const section = findSection(text, name);
  const sections: PlacedSection[] = [...sectionsInConfig(name, config).sections];
  if (section !== null) sections.push({ kind: 'credentials', file, text, section });
  return regionOf(name, sections);
}
