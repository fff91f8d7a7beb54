import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { randomNumbers } from '../random-numbers.ts';
import { type CoveringTests, coverage } from './covering-tests.ts';
import { type Mutant, mutantsOf, namesOf } from './mutants.ts';
import { filesByRoom, SAMPLE } from './mutated-rooms.ts';
import { createTestProcess, type TestProcess } from './test-process.ts';

/** How many mutants of the room `SAMPLE` are tested. In every other room, all mutants are tested. */
const SAMPLE_SIZE = 200;

/** This seed decides which mutants of the sample are tested, and in which order the mutants of a room are tested. */
export const SEED = 20_261_128;

/**
 * What happened to one mutant. `survived`: no test failed. `loops`: the tests did not end. `no test`: no unit test
 * imports the file.
 */
export type Fate = 'noticed' | 'loops' | 'survived' | 'no test' | 'not run';

/** A mutant and what happened to it. */
export interface Outcome {
  readonly room: string;
  readonly name: string;
  /** A hash of the source file's text. After a change of the file, the result does not count any more. */
  readonly source: string;
  readonly line: number;
  readonly after: string;
  readonly fate: Fate;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** A mutant that will be tested. */
export interface Planned {
  readonly room: string;
  readonly mutant: Mutant;
  readonly name: string;
  readonly source: string;
}

/**
 * The mutants of these rooms. Within a room, the order of the mutants is random. So if the time ends early, the tested
 * mutants are a fair sample.
 * @param rooms names from filesByRoom()
 */
export function planMutants(rooms: readonly string[], seed: number = SEED): Planned[] {
  const random = randomNumbers(seed);
  return [...filesByRoom()].flatMap(([room, files]) => {
    const all = files.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const source = createHash('sha256').update(text).digest('hex').slice(0, 16);
      return [...namesOf(mutantsOf(path, text))].map(([mutant, name]) => ({ room, mutant, name, source }));
    });
    const mixed = shuffled(all, random);
    return rooms.includes(room) ? mixed.slice(0, room === SAMPLE ? SAMPLE_SIZE : mixed.length) : [];
  });
}

/** A test file on the unchanged source: whether it passes, and how long it takes in ms. */
interface Baseline {
  readonly passes: boolean;
  readonly ms: number;
}

/**
 * Runs a test file with the unchanged source. If a test fails, this function prints the name of the test. The test file
 * is then left out.
 */
async function baseline(test: string, process: TestProcess): Promise<Baseline> {
  const started = performance.now();
  const { failed } = await process.run({ mutant: null, tests: [test] }, 600_000);
  if (failed !== null) console.error(`left out, because it fails without a mutant: ${failed}`);
  return { passes: failed === null, ms: performance.now() - started };
}

/** A separate process that tests one mutant after another. */
function createRunner(testsOf: (path: string) => CoveringTests, baselines: Map<string, Baseline>) {
  const process = createTestProcess();

  async function baselineOf(test: string): Promise<Baseline> {
    const known = baselines.get(test) ?? (await baseline(test, process));
    baselines.set(test, known);
    return known;
  }

  async function runIn(mutant: Mutant, tests: readonly string[]): Promise<Fate> {
    const passing: string[] = [];
    let limitMs = 10_000;
    for (const test of tests) {
      const { passes, ms } = await baselineOf(test);
      if (!passes) continue;
      passing.push(test);
      limitMs += 3 * ms;
    }
    if (passing.length === 0) return 'survived';
    const result = await process.run({ mutant, tests: passing }, limitMs);
    if ('loops' in result) return 'loops';
    return result.failed === null ? 'survived' : 'noticed';
  }

  return {
    async fateOf(mutant: Mutant): Promise<Fate> {
      const { near, far } = testsOf(mutant.path);
      if (near.length + far.length === 0) return 'no test';
      // The first test file is run alone, because it notices most mutants, loads the fewest modules, and finds an
      // endless loop soonest.
      for (const tests of [near.slice(0, 1), near.slice(1), far]) {
        const fate = await runIn(mutant, tests);
        if (fate !== 'survived') return fate;
      }
      return 'survived';
    },
    stop: process.stop,
  };
}

export interface RunOptions {
  /** The end of the available time, in ms since the epoch. After this moment, no further mutant is started. */
  readonly endsAt: number;
  /** How many mutants are tested at the same time. */
  readonly workers: number;
  /** A function that is called each time a mutant has been tested. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Tests mutants until the time is over. The result of each remaining mutant is `not run`. */
export async function runMutants(planned: readonly Planned[], options: RunOptions): Promise<void> {
  const { endsAt, workers, onOutcome } = options;
  const testsOf = coverage();
  const baselines = new Map<string, Baseline>();
  const left = [...planned];

  async function work(): Promise<void> {
    const runner = createRunner(testsOf, baselines);
    try {
      for (let next = left.shift(); next; next = left.shift()) {
        const { room, mutant, name, source } = next;
        const fate = Date.now() > endsAt ? 'not run' : await runner.fateOf(mutant);
        onOutcome({ room, name, source, line: mutant.line, after: mutant.after, fate });
      }
    } finally {
      runner.stop();
    }
  }
  await Promise.all(Array.from({ length: workers }, work));
}
