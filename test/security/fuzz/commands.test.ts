import { spawn, spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { program, world } from '../../process/rig/each-world.ts';
import { EVIL, hostileHomes } from './hostile-homes.ts';
import { createRandom, isSoak, seedOf } from './random.ts';

const SEED = seedOf(21);
const ROUNDS = isSoak ? 20 : 1;
const IN_TIME_MS = 60_000;

/** Characters that control a terminal, and characters that change the direction of text. The line feed is allowed. */
const TREACHEROUS = /[^\P{Cc}\n]|\p{Cf}|[\u2028\u2029]/u;
/** Text of a stack trace, or the path of a source file in a stack trace. */
const STACK = /^\s+at .+[:)]|node:internal|\.[cm]?js:\d+|\bat Object\.|Error: /m;

/** Arguments with which every command is tested, including commands that are added later. */
const COMMON: readonly (readonly string[])[] = [[], ['--json'], [EVIL], ['--profile', EVIL]];

/** More arguments for some commands. With these arguments, the test runs more of the commands' code. */
const MORE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  install: [
    ['--browser', 'chromium', '--browser', 'firefox'],
    ['--browser', EVIL],
    ['--profile-dir', EVIL, '--dry-run'],
  ],
  env: [
    ['--profile', 'p', '--shell', 'bash'],
    ['--profile', 'p', '--shell', EVIL],
    ['--unset', '--shell', 'fish'],
  ],
  exec: [
    ['--profile', 'p', '--', 'true'],
    ['--profile', 'p', '--', EVIL],
    ['--', 'true'],
  ],
  clean: [['--dry-run'], ['--dry-run', '--json']],
  configure: [['--dry-run'], ['--prune'], ['--template', EVIL], ['--portal', EVIL], ['--forget']],
};

/** The commands in the text of `keyferry --help`. */
function commandNames(): string[] {
  const { stdout } = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' });
  return [...stdout.matchAll(/^ {2}keyferry ([a-z][a-z-]*)/gm)].map(([, name = '']) => name);
}

interface Ended {
  readonly args: readonly string[];
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program. If it does not end in time, it is killed, and `status` is null. */
function run(args: readonly string[], env: Record<string, string>): Promise<Ended> {
  const child = spawn(process.execPath, [program, ...args], {
    env: world.env(env),
    cwd: world.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: IN_TIME_MS,
    killSignal: 'SIGKILL',
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  return new Promise((resolve) => child.on('close', (status) => resolve({ args, status, ...texts })));
}

function complaintsOf({ args, status, stdout, stderr }: Ended): string[] {
  const complaints: string[] = [];
  // `exec` ends with 126 or 127 if it cannot start its command, as a shell does.
  const expected = args[0] === 'exec' ? [0, 1, 2, 126, 127] : [0, 1, 2];
  if (status === null || !expected.includes(status)) complaints.push(`ends with ${status}`);
  if (TREACHEROUS.test(stdout)) complaints.push('prints a control character on stdout');
  if (TREACHEROUS.test(stderr)) complaints.push('prints a control character on stderr');
  if (STACK.test(stdout + stderr)) complaints.push('prints a stack trace');
  if (/internal error/.test(stdout + stderr)) complaints.push('has an internal error');
  return complaints.map(
    (each) => `${JSON.stringify(args)} ${each}: ${JSON.stringify((stdout + stderr).slice(0, 300))}`,
  );
}

describe('every command in a hostile home folder', () => {
  it('is in the output of --help, and the test has further arguments only for commands in this output', () => {
    const names = commandNames();
    expect(names).toEqual(expect.arrayContaining(Object.keys(MORE)));
    expect(names.length).toBeGreaterThanOrEqual(8);
  });

  it.each(Object.entries(hostileHomes))(
    `attacks 9 and 21: ends in time and prints no control character and no stack trace, with %s (seed ${SEED})`,
    async (_, makeHostile) => {
      const complaints: string[] = [];
      for (const [nth, name] of Array.from({ length: ROUNDS }, commandNames).flat().entries()) {
        // The last command may have removed or replaced some of the files. So all files are removed and written again.
        spawnSync('rm', [
          '-rf',
          world.path('.aws'),
          world.path('.local'),
          world.path('.config'),
          world.path('.mozilla'),
        ]);
        makeHostile(world.home, createRandom(SEED + nth));
        const given = [...COMMON, ...(MORE[name] ?? [])].map((args) => [name, ...args]);
        const ended = await Promise.all(given.map((args, at) => run(args, at % 2 === 0 ? {} : { AWS_PROFILE: EVIL })));
        complaints.push(...ended.flatMap(complaintsOf));
      }
      expect(complaints).toEqual([]);
    },
    1_800_000,
  );

  it('is reported by the test if the command prints a control character or a stack trace', () => {
    const ended = { args: [], status: 0, stdout: '', stderr: '' };
    expect(complaintsOf(ended)).toEqual([]);
    expect(complaintsOf({ ...ended, stdout: EVIL })).toHaveLength(1);
    expect(complaintsOf({ ...ended, stderr: 'a\u2066b' })).toHaveLength(1);
    expect(complaintsOf({ ...ended, stderr: `${new Error('x').stack}` })).toHaveLength(1);
    expect(complaintsOf({ ...ended, status: null })).toHaveLength(1);
  });
});
