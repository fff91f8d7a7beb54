import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { builtHost } from './sandbox.ts';
import { World } from './world.ts';

/** Path of the built keyferry.cjs, which any user may read. */
export let program = '';
/** The throwaway user of the current test. */
export let world: World;

/**
 * Copies the built program with its chunks.
 * @returns path of keyferry.cjs in `folder`
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
