import { ensureDebianPackages } from './debian-packages.ts';
import { runStages } from './test.ts';
import { stagesFor } from './testing/stages.ts';

/**
 * `npm run test:windows`: builds the host and runs all Windows tests. They run in Node for Windows, under wine. If wine
 * is missing, the script installs it as root on Debian, and otherwise says that it is missing.
 * @returns the exit status: 0 only if tests ran and no test failed
 */
export default async function main(): Promise<number> {
  process.env.KEYFERRY_SOAK = '1';
  ensureDebianPackages({ browsers: false, firefox: false, shells: false, wine: true });
  const stages = stagesFor([]).filter(({ id }) => id === 'build' || id === 'windows');
  const results = await runStages(stages);
  const ran = results.some(({ stage, passed }) => stage === 'Windows under wine' && passed > 0);
  return ran && results.every(({ failed }) => failed.length === 0) ? 0 : 1;
}
