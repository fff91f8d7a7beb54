import { afterEach, beforeAll, beforeEach } from 'vitest';
import { builtHost } from './sandbox.ts';
import { World } from './world.ts';

/** Path of the built keyferry.cjs, which any user may read. */
export let program = '';
/** The throwaway user of the test under way. */
export let world: World;

beforeAll(async () => {
  program = await builtHost();
});
beforeEach(() => {
  world = new World(program);
});
afterEach(() => world.remove());
