import { join } from 'node:path';
import { readSections } from '#core/ini/document.ts';
import { FAILED_PROFILE } from '#core/names/failed-profile.ts';
import { readLiveLine } from '../aws-files/profiles/live-line.ts';
import { storedProfile } from '../aws-files/profiles/stored-profile.ts';
import { pathsOf, readAwsFile } from '../aws-files/read-aws-file.ts';
import { programFolder } from '../data-folder/program-folder.ts';
import { readOwnFile } from '../data-folder/read-own-file.ts';
import type { CommandIo } from '../terminal/io.ts';
import { printable } from '../terminal/printable.ts';
import { sectionsInConfig } from './profiles/profile-sections.ts';
import { timeLeft } from './profiles/time-left.ts';
import type { Command } from './shared/command.ts';
import { readOptions } from './shared/options.ts';
import { portalNow } from './shared/portal-now.ts';
import { programLocation } from './shared/program-location.ts';

/*
 * Prints one line for shell prompts. The shell waits for this line before each prompt, so this file loads little code.
 */

/** Whether live.json marks the profile as production. No other field of live.json is checked here. */
function isProduction(name: string, io: CommandIo): boolean {
  try {
    const record = JSON.parse(readOwnFile(join(programFolder(programLocation(io)), 'live.json'))?.toString() ?? 'null');
    return Object.hasOwn(record.profiles, name) && record.profiles[name].production === true;
  } catch {
    return false;
  }
}

/** The state of a profile as text: `live`, or the time until its keys expire, or empty if this is unknown. */
function state(name: string, io: CommandIo): string {
  const { credentials, config } = pathsOf(io);
  const section = readSections(readAwsFile(credentials)).findLast((each) => each.name === name);
  if (section?.values.has('aws_access_key_id')) {
    const { expiresAt, isExpiryCertain } = storedProfile(section);
    return expiresAt === null ? '' : timeLeft(expiresAt, portalNow(io), isExpiryCertain);
  }
  const { sections } = sectionsInConfig(name, config);
  return sections.some((each) => readLiveLine(each.section.values)?.name === name) ? 'live' : '';
}

function run(args: readonly string[], io: CommandIo): number {
  readOptions(args, { short: { type: 'boolean' } });
  const name = io.env.AWS_PROFILE || io.env.AWS_DEFAULT_PROFILE;
  if (!name || name === FAILED_PROFILE) return 0;
  const words = [printable(name), isProduction(name, io) ? 'PRODUCTION' : '', state(name, io)];
  io.stdout(`${words.filter(Boolean).join(' ')}\n`);
  return 0;
}

/** The command `keyferry status --short`. Its help is the help of `keyferry status`. */
export const statusShort: Command = { usage: 'status --short', summary: '', details: [], run };
