import { KeyferryError } from '#core/errors.ts';
import { readSections, type Section } from '#core/ini/document.ts';
import { profileOf } from '../../../aws-files/profiles/config-file.ts';
import { besideLive, LIVE_KEY, type LiveLine, readLiveLine } from '../../../aws-files/profiles/live-line.ts';
import { readMarker } from '../../../aws-files/profiles/profile-owner.ts';
import { pathsOf, readAwsFile } from '../../../aws-files/read-aws-file.ts';
import { launcherPath, pathInLine, recordedLaunchers } from '../../../data-folder/launcher.ts';
import { type LiveEntry, type LiveRecord, readLiveRecord } from '../../../data-folder/live-record.ts';
import type { CommandIo } from '../../../terminal/io.ts';
import { printable } from '../../../terminal/printable.ts';
import { programLocation } from '../../shared/program-location.ts';
import { type Check, ok, warning } from '../check.ts';

const ID = 'live-profile';
const SET_UP_AGAIN = 'Open its role in the popup and set it up again.';

/** A section of the config file that makes a live profile: it has a `credential_process` line of Keyferry. */
interface LiveSection {
  readonly name: string;
  readonly section: Section;
  readonly line: LiveLine;
}

const sectionsByName = (text: string): ReadonlyMap<string, Section> =>
  new Map(readSections(text).map((section) => [section.name, section]));

function liveSections(text: string): readonly LiveSection[] {
  return readSections(text).flatMap((section) => {
    const name = profileOf(section);
    const line = readLiveLine(section.values);
    return name === null || line === null ? [] : [{ name, section, line }];
  });
}

function isRecorded(entry: LiveEntry | undefined, { section }: LiveSection): boolean {
  const mark = readMarker(section.values);
  const keys = ['portal', 'accountId', 'roleName'] as const;
  return entry !== undefined && mark !== null && keys.every((key) => entry[key] === mark[key]);
}

/** The facts with which the checks compare each live profile. */
interface Known {
  readonly record: LiveRecord;
  readonly launchers: readonly string[];
  /** The sections of the credentials file by name. */
  readonly credentials: ReadonlyMap<string, Section>;
}

/**
 * Settings that tools use instead of live keys. Each entry contains the end of a sentence about the profile, and a
 * remedy.
 */
function shadowsOf({ name, section }: LiveSection, credentials: Known['credentials']): (readonly [string, string])[] {
  const beside = besideLive.filter((key) => section.values.has(key));
  const keys = credentials.get(name);
  const hasKeys = keys !== undefined && besideLive.some((key) => keys.values.has(key));
  const shadows: (readonly [string, string])[] = [];
  if (beside.length > 0)
    shadows.push([`also has ${beside.join(', ')}, which tools would use instead of live keys`, 'Remove these lines.']);
  if (hasKeys)
    shadows.push([
      `has keys in the credentials file (line ${keys.line} there), which every tool uses instead of live keys`,
      `Remove the section [${name}] there.`,
    ]);
  return shadows;
}

/** Sentences about settings in the two AWS files that tools use instead of live keys. */
export function shadowedProfiles(config: string, text: string, credentialsText: string): readonly string[] {
  const credentials = sectionsByName(credentialsText);
  return liveSections(text).flatMap((each) =>
    shadowsOf(each, credentials).map(
      ([what, remedy]) => `The live profile ${each.name} (line ${each.section.line} of ${config}) ${what}. ${remedy}`,
    ),
  );
}

/** The problems of a live profile. Each entry contains the end of a sentence about the profile, and a remedy. */
function problemsOf(live: LiveSection, { record, launchers, credentials }: Known): (readonly [string, string])[] {
  const { name, line } = live;
  return [
    ...(line.name === name
      ? []
      : [[`asks for the keys of ${line.name}, so it was renamed by hand`, SET_UP_AGAIN] as const]),
    ...(launchers.includes(line.launcher)
      ? []
      : [[`starts ${line.launcher}, which is not the launcher of this installation`, SET_UP_AGAIN] as const]),
    ...shadowsOf(live, credentials),
    ...(line.name !== name || isRecorded(record.get(name), live)
      ? []
      : [['is not set up in any browser here', SET_UP_AGAIN] as const]),
  ];
}

/**
 * Tools that use minio-go read `credential_process` only in the credentials file. If that line is missing there, the
 * tools continue without keys.
 */
function remarkForMinio(live: readonly LiveSection[], { credentials }: Known): readonly Check[] {
  const missing = live.filter(({ name }) => !credentials.get(name)?.values.has(LIVE_KEY));
  if (missing.length === 0) return [];
  const sentence = `restic, mc and other tools built on minio-go do not find live profiles, because they read ${LIVE_KEY} only in the credentials file.`;
  return [ok('live-minio', sentence)];
}

function knownTo(io: CommandIo, credentialsText: string): Known {
  const location = programLocation(io);
  const { path } = launcherPath(location);
  const launchers = recordedLaunchers(location).map((each) => pathInLine(each, io.platform));
  return {
    record: readLiveRecord(location),
    launchers: path === null ? launchers : [path, ...launchers],
    credentials: sectionsByName(credentialsText),
  };
}

function textsOf(io: CommandIo) {
  try {
    const { config, credentials } = pathsOf(io);
    return { config, text: readAwsFile(config), credentialsText: readAwsFile(credentials) };
  } catch (failure) {
    // If a path or a file cannot be read, other checks report this.
    if (failure instanceof KeyferryError) return null;
    throw failure;
  }
}

/** Whether the config file has a live profile. */
export function hasLiveProfiles(io: CommandIo): boolean {
  const texts = textsOf(io);
  return texts !== null && liveSections(texts.text).length > 0;
}

/** Checks the section of each live profile. Each problem contains the number of the section's first line. */
export function checkLiveProfiles(io: CommandIo): readonly Check[] {
  const texts = textsOf(io);
  const live = texts === null ? [] : liveSections(texts.text);
  if (texts === null || live.length === 0) return [];
  const known = knownTo(io, texts.credentialsText);
  const problems = live.flatMap((each) =>
    problemsOf(each, known).map(([what, remedy]) => {
      const { line } = each.section;
      const sentence = `The live profile ${each.name} (line ${line} of ${texts.config}) ${what}.`;
      return { ...warning(ID, printable(sentence), printable(remedy)), line };
    }),
  );
  const count = live.length === 1 ? '1 live profile is' : `${live.length} live profiles are`;
  return [...(problems.length === 0 ? [ok(ID, `${count} ready.`)] : problems), ...remarkForMinio(live, known)];
}

/** If KEYFERRY_SOCKET is set, reports the path of the socket that tools ask for live keys. */
export function checkSocketVariable({ env }: CommandIo): readonly Check[] {
  const path = env.KEYFERRY_SOCKET;
  return path
    ? [ok('live-variable', printable(`KEYFERRY_SOCKET is set: programs started here ask ${path} for live keys.`))]
    : [];
}
