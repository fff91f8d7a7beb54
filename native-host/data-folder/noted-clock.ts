import { uptime } from 'node:os';
import { join } from 'node:path';
import { type ProgramLocation, programFolder } from './program-folder.ts';
import { readOwnFile } from './read-own-file.ts';

/*
 * How far this computer's clock is ahead of the portal's clock, as the extension last said. Keys expire by the portal's
 * clock. The note counts for a day, and only until the computer restarts or its clock is set.
 */

const MAX_AGE_MS = 24 * 3_600_000;
/**
 * The start time may differ by this many ms, because the system gives full seconds and time servers correct the clock
 * slowly.
 */
const NOISE_MS = 10_000;

export interface NotedClock {
  readonly version: 1;
  readonly aheadMs: number;
  /** Epoch ms of the note, by this computer's clock. */
  readonly at: number;
  /** Epoch ms when the computer was started, by this computer's clock. It changes if the clock is set. */
  readonly startedAt: number;
}

/** Checks by hand: `keyferry env` reads the note, and a library of schemas would make its start slower. */
function readNote(text: string): NotedClock | null {
  const note = JSON.parse(text) as Partial<NotedClock> | null;
  const numbers = [note?.aheadMs, note?.at, note?.startedAt];
  return note?.version === 1 && numbers.every(Number.isSafeInteger) ? (note as NotedClock) : null;
}

/** Path of the note. */
export const clockFile = (location: ProgramLocation): string => join(programFolder(location), 'clock.json');

/** Epoch ms when the computer was started, by its own clock. @param now epoch ms. */
export const startOfComputer = (now: number): number => now - uptime() * 1000;

/**
 * How far this computer's clock is ahead of the portal's, ms; 0 if there is no note, or if the note does not count any
 * more. Never throws.
 * @param now epoch ms.
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
