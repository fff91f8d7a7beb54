import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { randomNumbers } from '../random-numbers.ts';
import { type CoveringTests, coverage } from './covering-tests.ts';
import { type Mutant, mutantsOf, namesOf } from './mutants.ts';
import { filesByRoom, SAMPLE } from './mutated-rooms.ts';
import { createTestProcess, type TestProcess } from './test-process.ts';

/** How many mutants of the room `SAMPLE` run. In every other room, all mutants run. */
const SAMPLE_SIZE = 200;

/** This number decides which mutants of the sample run, and in which order the mutants of a room run. */
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

/** A mutant that will run. */
export interface Planned {
  readonly room: string;
  readonly mutant: Mutant;
  readonly name: string;
  readonly source: string;
}

/** The mutants of these rooms, in the order of the source files. @param rooms names of rooms from filesByRoom() */
export function planMutants(rooms: readonly string[], seed: number = SEED): Planned[] {
  const random = randomNumbers(seed);
  return [...filesByRoom()].flatMap(([room, files]) => {
    const all = files.flatMap((path) => {
      const text = readFileSync(path, 'utf8');
      const source = createHash('sha256').update(text).digest('hex').slice(0, 16);
      return [...namesOf(mutantsOf(path, text))].map(([mutant, name]) => ({ room, mutant, name, source }));
    });
    const chosen = room === SAMPLE ? shuffled(all, random).slice(0, SAMPLE_SIZE) : all;
    return rooms.includes(room) ? chosen : [];
  });
}

/** The tests that pass without a mutant, and the time limit in ms for one run of these tests. */
interface Baseline {
  readonly tests: readonly string[];
  readonly limitMs: number;
}

/** Runs the tests without a mutant. If a test fails, its file is named and left out. */
async function baseline(tests: readonly string[], process: TestProcess): Promise<Baseline> {
  const started = performance.now();
  if (tests.length === 0) return { tests, limitMs: 0 };
  const { failed } = await process.run({ mutant: null, tests }, 600_000);
  if (failed === null) return { tests, limitMs: (performance.now() - started) * 5 + 15_000 };
  console.error(`left out, because it fails without a mutant: ${failed}`);
  const passing = tests.filter((test) => !failed.startsWith(test));
  return passing.length < tests.length ? baseline(passing, process) : { tests: [], limitMs: 0 };
}

/** A separate process that runs one mutant after another. */
function createRunner(testsOf: (path: string) => CoveringTests, baselines: Map<string, Baseline>) {
  const process = createTestProcess();

  async function runIn(mutant: Mutant, tests: readonly string[]): Promise<Fate> {
    const key = tests.join();
    const known = baselines.get(key) ?? (await baseline(tests, process));
    baselines.set(key, known);
    if (known.tests.length === 0) return 'survived';
    const result = await process.run({ mutant, tests: known.tests }, known.limitMs);
    if ('loops' in result) return 'loops';
    return result.failed === null ? 'survived' : 'noticed';
  }

  return {
    async fateOf(mutant: Mutant): Promise<Fate> {
      const { near, far } = testsOf(mutant.path);
      if (near.length + far.length === 0) return 'no test';
      const first = await runIn(mutant, near);
      return first === 'survived' ? runIn(mutant, far) : first;
    },
    stop: process.stop,
  };
}

export interface RunOptions {
  /** The time after which no further mutant starts, in ms since the epoch. */
  readonly endsAt: number;
  /** How many mutants run at the same time. */
  readonly workers: number;
  /** Called after each mutant. */
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Runs mutants until the time is over. The result of each remaining mutant is `not run`. */
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
