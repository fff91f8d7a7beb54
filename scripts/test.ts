import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian-packages.ts';
import buildAndPack from './package.ts';

interface Count {
  passed: number;
  failed: number;
  skipped: number;
}

interface Stage {
  readonly name: string;
  /** Why it cannot be run here, or null. */
  readonly skip?: string | null;
  run(): Count | Promise<Count>;
}

const one = (ok: boolean): Count => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 });

function tool(name: string, ...args: string[]): Stage {
  const binary = join('node_modules', '.bin', process.platform === 'win32' ? `${args[0]}.cmd` : (args[0] ?? ''));
  return {
    name,
    run: () =>
      one(spawnSync(binary, args.slice(1), { stdio: 'inherit', shell: process.platform === 'win32' }).status === 0),
  };
}

/** Counts of vitest's JSON report; a run that ended without one is one failure. */
function readReport(path: string, status: number | null): Count {
  try {
    const report = JSON.parse(readFileSync(path, 'utf8')) as Record<string, number>;
    const failed = (report.numFailedTests ?? 0) + (report.numRuntimeErrorTestSuites ?? 0);
    return {
      passed: report.numPassedTests ?? 0,
      failed: failed === 0 && status !== 0 ? 1 : failed,
      skipped: (report.numPendingTests ?? 0) + (report.numTodoTests ?? 0),
    };
  } catch {
    return one(false);
  }
}

function vitest(name: string, folders: readonly string[], ...flags: string[]): Stage {
  return {
    name,
    run() {
      const reports = mkdtempSync(join(tmpdir(), 'keyferry-report-'));
      const report = join(reports, 'report.json');
      const vitestFlags = ['--reporter=dot', '--reporter=json', `--outputFile=${report}`, ...flags];
      const args = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...vitestFlags, ...folders];
      const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
      const count = readReport(report, status);
      rmSync(reports, { recursive: true, force: true });
      return count;
    },
  };
}

const isLinux = process.platform === 'linux';
const isWindows = process.platform === 'win32';
const onlyLinux = isLinux ? null : 'it starts programs in the folders, shells and users of Linux';
const notWindows = isWindows ? 'it is about modes, links and signals, or registers hosts below one folder' : null;
const pureRooms = ['test/core', 'test/extension/background', 'test/extension/content'];

/** Flags that leave out the tests of a browser that is not here, by their names. */
function withoutMissing(missing: readonly string[]): string[] {
  if (missing.includes('chromium')) return ['-t', '[Ff]irefox'];
  return missing.includes('firefox-esr') ? ['-t', '^(?!.*[Ff]irefox)'] : [];
}

/**
 * Cheap and telling first; the browsers last.
 * @param missing what of the system is not here, by the names of Debian's packages
 */
const stagesFor = (missing: readonly string[]): readonly Stage[] => [
  tool('Types', 'tsc', '--noEmit'),
  tool('Lint', 'biome', 'check', '--error-on-warnings'),
  tool('Dead code', 'knip'),
  vitest('Unit', isWindows ? pureRooms : [...pureRooms, 'test/native-host', 'test/install-scripts']),
  { name: 'Build', run: async () => one((await buildAndPack()) === 0) },
  {
    ...vitest('Emulator, security, structure', ['test/portal-emulator', 'test/security', 'test/build']),
    skip: onlyLinux,
  },
  {
    ...vitest('Screens', ['test/extension/popup', 'test/extension/options', 'test/extension/ui']),
    skip: missing.includes('chromium') ? 'there is no Chromium, Chrome, Edge or Brave' : null,
  },
  { ...vitest('Interop', ['test/interop']), skip: onlyLinux },
  { ...vitest('Process', ['test/process']), skip: onlyLinux },
  {
    ...vitest('End to end', ['test/e2e'], ...withoutMissing(missing)),
    skip:
      notWindows ?? (missing.includes('chromium') && missing.includes('firefox-esr') ? 'there is no browser' : null),
  },
];

async function runStages(stages: readonly Stage[]): Promise<Count> {
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  for (const stage of stages) {
    if (stage.skip) {
      total.skipped += 1;
      console.log(`- ${stage.name}: skipped, since ${stage.skip}`);
      continue;
    }
    const started = performance.now();
    const count = await stage.run();
    for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += count[key];
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(
      `${count.failed ? '✗' : '✓'} ${stage.name}: ${count.passed} passed, ${count.failed} failed (${seconds} s)`,
    );
    if (count.failed) break;
  }
  return total;
}

/** Everything, stopping after the first stage that fails. Returns the exit status. */
export default async function main(): Promise<number> {
  const missing = ensureDebianPackages({ browsers: true, firefox: true, shells: true });
  const { passed, failed, skipped } = await runStages(stagesFor(missing));
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
  return failed === 0 ? 0 : 1;
}
