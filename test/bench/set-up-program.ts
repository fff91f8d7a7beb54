import { thisSystem } from '../../native-host/aws-files/editing/system.ts';
import type { AwsPaths } from '../../native-host/aws-files/paths.ts';
import { readUserFile } from '../../native-host/browser-host/handlers/context.ts';
import type { SetUpRequest } from '../../native-host/cli-profiles/plan-inputs.ts';
import { setUpCliProfiles } from '../../native-host/cli-profiles/set-up.ts';

/**
 * This program runs the host's code that sets up CLI profiles. It gets the request once and repeats the set-up on every
 * later message. So the measured time does not include the sending of the request.
 */

interface Message {
  /** The set-up that the program repeats for each later message. */
  readonly wanted?: SetUpRequest;
  readonly paths?: AwsPaths;
}

const system = thisSystem();
let wish: Required<Message> | null = null;

async function setUp({ wanted, paths }: Required<Message>): Promise<string> {
  const names = new Map<string, string>();
  const signal = new AbortController().signal;
  const { plan } = await setUpCliProfiles(wanted, {
    system,
    paths,
    earlierNames: () => names,
    read: readUserFile,
    signal,
    recorder: { record: async () => async () => {}, forget: async () => {} },
  });
  const roles = wanted.accounts.reduce((sum, account) => sum + account.roles.length, 0);
  return plan.counts.added === roles ? 'done' : `${plan.counts.added} profiles were set up, not ${roles}`;
}

process.on('message', async ({ wanted, paths }: Message) => {
  if (wanted && paths) wish = { wanted, paths };
  process.send?.(wish === null || wanted ? 'done' : await setUp(wish).catch(String));
});
