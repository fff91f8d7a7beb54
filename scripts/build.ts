import { build } from 'vite';
import { buildHost } from './build-host.ts';

/** Runs with NODE_ENV=production. An earlier run of vite in this process sets development, and then JSX holds source paths. */
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

async function buildAll(): Promise<void> {
  for (const mode of ['chrome', 'firefox']) await build({ mode, logLevel: 'warn' });
  await buildHost();
}

/** Builds `dist/chrome`, `dist/firefox` and `dist/host`. Returns the exit status. */
export default async function main(): Promise<number> {
  const started = performance.now();
  await inProduction(buildAll);
  console.log(
    `Built dist/chrome, dist/firefox and dist/host in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
  );
  return 0;
}
