import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { clockFile, type NotedClock, startOfComputer } from './noted-clock.ts';
import { writeOwnFile } from './own-files.ts';
import type { ProgramLocation } from './program-folder.ts';

/**
 * Stores how far this computer's clock differs from the portal's clock. If the difference is 0, removes the stored
 * value.
 * @param aheadMs how far this computer's clock is ahead, in ms
 * @param now the current time, in epoch ms
 * @throws system errors
 */
export function noteClock(aheadMs: number, now: number, location: ProgramLocation): void {
  const file = clockFile(location);
  if (aheadMs === 0) {
    rmSync(file, { force: true });
    return;
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const note: NotedClock = { version: 1, aheadMs, at: now, startedAt: Math.round(startOfComputer(now)) };
  // The file is written without a sync. If a power failure damages the file, Keyferry ignores the file.
  writeOwnFile(file, `${JSON.stringify(note)}\n`, 0o600, false);
}
