import { build } from 'vite';
import { buildHost } from './build-host.ts';

/** Builds `dist/chrome`, `dist/firefox` and `dist/host/keyferry.cjs`. Returns the exit status. */
export default async function main(): Promise<number> {
  const started = performance.now();
  for (const mode of ['chrome', 'firefox']) await build({ mode, logLevel: 'warn' });
  await buildHost();
  console.log(
    `Built dist/chrome, dist/firefox and dist/host in ${((performance.now() - started) / 1000).toFixed(1)} s.`,
  );
  return 0;
}
