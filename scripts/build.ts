import { resolve } from 'node:path';
import { build } from 'vite';
import { buildHost } from './build-host.ts';
import { stampClone } from './stamp-clone.ts';

/**
 * Calls `run` with NODE_ENV=production. An earlier build by vite in this process may have set NODE_ENV to
 * `development`. With this value, the compiled JSX would contain the paths of the source files.
 */
async function inProduction(run: () => Promise<void>): Promise<void> {
  const before = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  try {
    await run();
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
}

const BROWSERS = ['chrome', 'firefox'];

async function buildAll(): Promise<void> {
  for (const mode of BROWSERS) await build({ mode, logLevel: 'warn' });
  await buildHost();
}

/** Builds `dist/chrome`, `dist/firefox` and `dist/host` exactly as they are released. */
export async function buildForRelease(): Promise<void> {
  const started = performance.now();
  await inProduction(buildAll);
  console.log(
    `Built dist/chrome, dist/firefox and dist/host in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
  );
}

/**
 * Writes the path of this clone (the folder of the project) into the pages of the built extensions. The pages then show
 * the install command with this path.
 */
export function stampBuilds(): void {
  for (const browser of BROWSERS) stampClone(resolve('dist', browser), resolve('.'));
}

/**
 * `npm run build`: builds the host and the extensions. A developer can load the extensions unpacked. Returns the exit
 * status.
 */
export default async function main(): Promise<number> {
  await buildForRelease();
  stampBuilds();
  return 0;
}
