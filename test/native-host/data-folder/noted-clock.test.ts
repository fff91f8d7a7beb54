import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noteClock } from '../../../native-host/data-folder/note-clock.ts';
import { notedAheadMs } from '../../../native-host/data-folder/noted-clock.ts';

const HOUR = 3_600_000;
let home = '';
const location = () => ({ env: {}, platform: 'linux' as const, home, directory: join(home, 'program') });
const file = () => join(home, '.local/share/keyferry/clock.json');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keyferry-clock-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('the stored difference between this computer’s clock and the portal’s clock', () => {
  it.each([2 * HOUR, -2 * HOUR])('is read as it was written (%d ms)', (aheadMs) => {
    noteClock(aheadMs, Date.now(), location());
    expect(notedAheadMs(Date.now(), location())).toBe(aheadMs);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('is 0 if no file exists, and the file is removed if the new difference is 0', () => {
    expect(notedAheadMs(Date.now(), location())).toBe(0);
    noteClock(HOUR, Date.now(), location());
    noteClock(0, Date.now(), location());
    expect(notedAheadMs(Date.now(), location())).toBe(0);
    expect(existsSync(file())).toBe(false);
  });

  it.each([
    ['an hour forward', HOUR],
    ['an hour back', -HOUR],
  ])('is ignored if this computer’s clock was set %s after the difference was stored', (_, change) => {
    noteClock(HOUR, Date.now(), location());
    expect(notedAheadMs(Date.now() + change, location())).toBe(0);
  });

  /**
   * Writes a note that says that two clocks differ by an hour, and changes some fields of the note.
   * @returns the difference that Keyferry then reads
   */
  function change(given: (now: number) => object): number {
    const now = Date.now();
    noteClock(HOUR, now, location());
    const started = now - 9 * 24 * HOUR;
    const note = { version: 1, aheadMs: HOUR, at: now, startedAt: started, ...given(now) };
    writeFileSync(file(), JSON.stringify(note));
    return notedAheadMs(now, location());
  }

  it('is ignored after a restart of the computer', () => {
    expect(change(() => ({}))).toBe(0);
  });

  it('is ignored if it is older than a day, or if the file has another version of the format', async () => {
    const { uptime } = await import('node:os');
    const startedAt = (now: number) => Math.round(now - uptime() * 1000);
    expect(change((now) => ({ startedAt: startedAt(now), at: now - 23 * HOUR }))).toBe(HOUR);
    expect(change((now) => ({ startedAt: startedAt(now), at: now - 25 * HOUR }))).toBe(0);
    expect(change((now) => ({ startedAt: startedAt(now), version: 2 }))).toBe(0);
  });

  it.each(['', '{', 'null', '[]'])('is 0 if the file has the text %j', (text) => {
    noteClock(HOUR, Date.now(), location());
    writeFileSync(file(), text);
    expect(notedAheadMs(Date.now(), location())).toBe(0);
  });
});
