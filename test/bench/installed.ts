import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyferry } from '../e2e/rig/host.ts';
import { makeHome, type ThrowawayHome } from '../e2e/rig/throwaway.ts';
import { emptyNode, spawnToReply } from './host-process.ts';
import { inPairs, ms, type Row, times } from './measure.ts';

/** Installs the program as a person does. @returns the path of the wrapper that the browser would start */
function installedWrapper(home: ThrowawayHome): string {
  const profile = join(home.home, 'profile');
  keyferry(home, 'install', '--profile-dir', profile);
  const manifest = readFileSync(join(profile, 'NativeMessagingHosts', 'com.keyferry.host.json'), 'utf8');
  return JSON.parse(manifest).path;
}

/** Measures how fast the installed host answers. The wrapper starts the host, as in a browser. */
export async function benchInstalled(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  try {
    const wrapper = installedWrapper(home);
    const start = await inPairs(
      15,
      () => spawnToReply(home.env, [wrapper]),
      () => emptyNode(home.env),
    );
    return [
      {
        what: 'host, spawn to first reply through the installed wrapper, against `node -e 0`',
        figure: `${times(start.ratio)} (${ms(start.a)} against ${ms(start.b)})`,
        aim: 'at most 1.5 x',
        met: start.ratio <= 1.5,
      },
    ];
  } finally {
    home.remove();
  }
}
