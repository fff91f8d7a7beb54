import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchNode } from '../node-versions.ts';
import { runVitest, type Stage } from './run-stage.ts';

/**
 * Runs the tests in test/process in one version of Node. Some of these tests start the host as another user. So the
 * function copies Node into a folder that every user can read.
 */
function runIn(major: number): ReturnType<Stage['run']> {
  const found = fetchNode(major);
  if ('reason' in found) {
    return { passed: 0, failed: [], skipped: [{ test: 'the whole stage', reason: found.reason }] };
  }
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-node-'));
  try {
    chmodSync(folder, 0o755);
    const node = join(folder, 'node');
    cpSync(found.path, node);
    return runVitest(['test/process'], { node, env: { KEYFERRY_SOAK: '' } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The stage that runs the tests in test/process in this major version of Node. The test runner also runs in this
 * version.
 */
export const nodeStage = (major: number): Stage => ({
  name: `Process in Node ${major}`,
  id: `process-node-${major}`,
  built: true,
  skip: process.platform === 'linux' ? null : 'its tests need the folders, shells and users of Linux',
  run: () => runIn(major),
});
