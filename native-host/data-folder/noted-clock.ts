import { mkdirSync, rmSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname, join } from 'node:path';
import { readOwnFile, writeOwnFile } from './own-files.ts';
import { type ProgramLocation, programFolder } from './program-folder.ts';

/*
 * How far this computer's clock is ahead of the portal's clock, as the extension last said. Keys expire by the portal's
 * clock. The note counts for a day, and only until the computer restarts or its clock is set.
 */

const MAX_AGE_MS = 24 * 3_600_000;
/** Full seconds, and a clock that time servers correct slowly, ms. */
const NOISE_MS = 10_000;

interface NotedClock {
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

const clockFile = (location: ProgramLocation): string => join(programFolder(location), 'clock.json');

/** @param now epoch ms. */
const startOfComputer = (now: number): number => now - uptime() * 1000;

/**
 * Stores the difference of the clocks. A difference of 0 removes the note.
 * @param aheadMs how far this computer's clock is ahead, ms. @param now epoch ms. @throws system errors
 */
export function noteClock(aheadMs: number, now: number, location: ProgramLocation): void {
  const file = clockFile(location);
  if (aheadMs === 0) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const note: NotedClock = { version: 1, aheadMs, at: now, startedAt: Math.round(startOfComputer(now)) };
  // The file is not synced. If a power cut damages it, Keyferry ignores it.
  writeOwnFile(file, `${JSON.stringify(note)}\n`, 0o600, false);
}

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
