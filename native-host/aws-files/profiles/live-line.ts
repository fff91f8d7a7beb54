import type { Section } from '#core/ini/document.ts';
import { otherSources, type ProfileOwner, readMarker } from './profile-owner.ts';

/*
 * A live profile has this line in the config file: `credential_process = LAUNCHER credential-process --profile NAME`.
 * The line contains no quotes and no characters with a special meaning for a tool (docs/DECISIONS.md, 71).
 */

/** The name of the setting in the line of a live profile. */
export const LIVE_KEY = 'credential_process';

const LINE = /^([A-Za-z0-9._~:\\/-]*keyferry(?:\.cmd)?) credential-process --profile ([A-Za-z0-9._@+-]+)$/;

/** The values in the line of a live profile. */
export interface LiveLine {
  /** Path of the launcher. */
  readonly launcher: string;
  /** The profile name in the line. If a person renamed the section, this name differs from the name of the section. */
  readonly name: string;
}

/** The value of the setting `credential_process`. @param launcher path without blanks, from `launcherPath` */
export function liveLine({ launcher, name }: LiveLine): string {
  return `${launcher} credential-process --profile ${name}`;
}

/** Reads the line of a live profile. Null if the section has no such line, or its line starts another program. */
export function readLiveLine(values: Section['values']): LiveLine | null {
  const [, launcher, name] = LINE.exec(values.get(LIVE_KEY) ?? '') ?? [];
  return launcher === undefined || name === undefined ? null : { launcher, name };
}

/**
 * Settings that must not be in the section of a live profile. With one of them, a tool would ignore the line of the
 * live profile, or would use other keys too.
 */
export const besideLive: readonly string[] = [
  'aws_access_key_id',
  'aws_secret_access_key',
  ...otherSources.filter((key) => key !== LIVE_KEY),
];

/**
 * The role of a live profile that Keyferry wrote.
 * @param name the profile name in the header of the section
 * @returns null if the section is no longer a live profile with this name, for example because a person changed it
 */
export function liveOwner(name: string, values: Section['values']): ProfileOwner | null {
  const owner = readMarker(values);
  const isOther = readLiveLine(values)?.name !== name || besideLive.some((key) => values.has(key));
  return owner === null || owner.user !== undefined || isOther ? null : owner;
}
