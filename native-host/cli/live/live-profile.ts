import { KeyferryError } from '#core/errors.ts';
import { findSection } from '#core/ini/document.ts';
import { readLiveLine } from '../../aws-files/profiles/live-line.ts';
import { pathsOf, readAwsFile } from '../../aws-files/read-aws-file.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { type ProfileRegion, profileRegion } from '../profiles/profile-region.ts';
import { sectionsInConfig } from '../profiles/profile-sections.ts';

/** A live profile: tools get its keys from the browser. */
export interface LiveProfile extends ProfileRegion {
  readonly name: string;
}

/**
 * The live profile with this name. Null if there is no such live profile. Also null if the credentials file has keys
 * for this name, because AWS tools prefer these keys.
 * @throws KeyferryError LIVE_NOT_SET_UP if a person renamed the section, so that its `credential_process` line contains
 * another name; FILE_*, PATH_INVALID
 */
export async function liveProfile(name: string, io: CommandIo): Promise<LiveProfile | null> {
  const { credentials, config } = pathsOf(io);
  const { sections } = sectionsInConfig(name, config);
  const line = sections.map(({ section }) => readLiveLine(section.values)).findLast((each) => each !== null);
  if (!line || findSection(readAwsFile(credentials), name)?.values.has('aws_access_key_id')) return null;
  if (line.name !== name) throw new KeyferryError('LIVE_NOT_SET_UP', { name });
  return { name, ...(await profileRegion(name, io)) };
}
