import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownProgram } from '../../../native-host/live/own-program.ts';

let home = '';
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'keyferry-own-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function program(...folders: readonly string[]): string {
  const folder = join(home, ...folders);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'keyferry.cjs'), '');
  return join(folder, 'keyferry.cjs');
}

describe("Keyferry's own program", () => {
  it('is the running program or any installed version, also through a link, but no other file with the same name', () => {
    const old = program('.local', 'share', 'keyferry', '0.1.0-a');
    const running = program('checkout', 'dist');
    const other = program('evil', 'keyferry');
    const deeper = program('.local', 'share', 'keyferry', 'x', 'y');
    const link = join(home, 'keyferry');
    symlinkSync(old, link);
    const isOwn = ownProgram({
      env: {},
      platform: 'linux',
      home,
      directory: join(home, 'checkout', 'dist'),
    });
    expect([old, running, link].map(isOwn)).toEqual([true, true, true]);
    expect([other, deeper, join(home, 'missing', 'keyferry.cjs'), '/'].map(isOwn)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
