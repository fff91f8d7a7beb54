import type { Section } from '#core/ini/document.ts';
import { otherSources, type ProfileOwner, readMarker } from './profile-owner.ts';

/*
 * The line of a live profile in the config file: `credential_process = LAUNCHER credential-process --profile NAME`. It
 * has no quotes and no characters that some tool reads specially (docs/DECISIONS.md, 71).
 */

/** The key of the line. */
export const LIVE_KEY = 'credential_process';

const LINE = /^([A-Za-z0-9._~:\\/-]*keyferry(?:\.cmd)?) credential-process --profile ([A-Za-z0-9._@+-]+)$/;

/** What a live profile's line says. */
export interface LiveLine {
  /** Path of the launcher. */
  readonly launcher: string;
  /** The profile's name in the line. It differs from the name of the section if a person renamed the section. */
  readonly name: string;
}

/** The value of the line. @param launcher path without blanks, from `launcherPath` */
export function liveLine({ launcher, name }: LiveLine): string {
  return `${launcher} credential-process --profile ${name}`;
}

/** The line of a section, or null if the section has none or runs another program. */
export function readLiveLine(values: Section['values']): LiveLine | null {
  const [, launcher, name] = LINE.exec(values.get(LIVE_KEY) ?? '') ?? [];
  return launcher === undefined || name === undefined ? null : { launcher, name };
}

/** Settings that make tools ignore the live line, or use it together with other keys. */
export const besideLive: readonly string[] = [
  'aws_access_key_id',
  'aws_secret_access_key',
  ...otherSources.filter((key) => key !== LIVE_KEY),
];

/**
 * The role of a live profile that Keyferry wrote.
 * @param name the profile's name from its header
 * @returns null if a person changed the section so that it is no longer a live profile of this name
 */
export function liveOwner(name: string, values: Section['values']): ProfileOwner | null {
  const owner = readMarker(values);
  const isOther = readLiveLine(values)?.name !== name || besideLive.some((key) => values.has(key));
  return owner === null || owner.user !== undefined || isOther ? null : owner;
}
