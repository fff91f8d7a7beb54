import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { builtHost } from './sandbox.ts';
import { World } from './world.ts';

/** The path of the built keyferry.cjs. Every user may read this file. */
export let program = '';
/** The temporary user of the current test. */
export let world: World;

/**
 * Copies the built program and its chunks.
 * @returns the path of keyferry.cjs in `folder`
 */
export function copyProgram(folder: string): string {
  cpSync(dirname(program), folder, { recursive: true });
  return join(folder, 'keyferry.cjs');
}

beforeAll(async () => {
  program = await builtHost();
});
beforeEach(() => {
  world = new World(program);
});
afterEach(() => world.remove());
