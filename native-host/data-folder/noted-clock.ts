import { uptime } from 'node:os';
import { join } from 'node:path';
import { type ProgramLocation, programFolder } from './program-folder.ts';
import { readOwnFile } from './read-own-file.ts';

/*
 * How far this computer's clock is ahead of the portal's clock. The extension sent this value, and Keyferry stored the
 * value as a note. Commands need it because keys expire by the portal's clock. The note is valid for one day. If the
 * computer restarts, or if someone sets its clock, the note becomes invalid earlier.
 */

const MAX_AGE_MS = 24 * 3_600_000;
/**
 * The computed start time of the computer may differ from the stored start time by at most this time, in ms. The
 * reasons are that the system gives only full seconds, and that time servers adjust the clock slowly.
 */
const NOISE_MS = 10_000;

export interface NotedClock {
  readonly version: 1;
  readonly aheadMs: number;
  /** When the note was written, in epoch ms by this computer's clock. */
  readonly at: number;
  /** When the computer was started, in epoch ms by this computer's clock. If the clock is set, this time changes. */
  readonly startedAt: number;
}

/** Reads the note without a schema library, because loading one would make `keyferry env` slower. */
function readNote(text: string): NotedClock | null {
  const note = JSON.parse(text) as Partial<NotedClock> | null;
  const numbers = [note?.aheadMs, note?.at, note?.startedAt];
  return note?.version === 1 && numbers.every(Number.isSafeInteger) ? (note as NotedClock) : null;
}

/** Path of the file with the note. */
export const clockFile = (location: ProgramLocation): string => join(programFolder(location), 'clock.json');

/** When the computer was started, in epoch ms by its own clock. @param now the current time, in epoch ms */
export const startOfComputer = (now: number): number => now - uptime() * 1000;

/**
 * How far this computer's clock is ahead of the portal's clock, in ms. Returns 0 if there is no valid note. Never
 * throws.
 * @param now the current time, in epoch ms
 */
export function notedAheadMs(now: number, location: ProgramLocation): number {
  try {
    const note = readNote(readOwnFile(clockFile(location))?.toString() ?? 'null');
    if (note === null) return 0;
    const isRecent = now - note.at <= MAX_AGE_MS;
    const isSameClock = Math.abs(startOfComputer(now) - note.startedAt) <= NOISE_MS;
    return isRecent && isSameClock ? note.aheadMs : 0;
  } catch {
    return 0;
  }
}
