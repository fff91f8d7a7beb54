import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { mutantTable, readJudged, unjudged, withEarlierRows } from '../test/mutation/judged.ts';
import { filesByRoom, judgedRooms } from '../test/mutation/mutated-rooms.ts';
import { type Outcome, type Planned, planMutants, runMutants, SEED } from '../test/mutation/run-mutants.ts';
import { readVerification, writeVerification } from './testing/verification.ts';

const USAGE = 'Usage: npm run verify:mutants -- [ROOM…] [--minutes=45] [--workers=N] [--continue]';
const RESULTS = 'dist/mutants/outcomes.jsonl';
const MINUTE = 60_000;

interface Options {
  readonly rooms: readonly string[];
  readonly minutes: number;
  readonly workers: number;
  readonly goesOn: boolean;
}

/** Reads the arguments. If an argument is wrong, returns a sentence that says what is wrong. */
function readOptions(args: readonly string[]): Options | string {
  const all = [...filesByRoom().keys()];
  const rooms = args.filter((each) => !each.startsWith('--'));
  const numberOf = (name: string, usual: number) =>
    Number(args.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
  const unknown = rooms.find((room) => !all.includes(room));
  if (unknown !== undefined)
    return `There is no room (folder with source files) “${unknown}”. Choose from: ${all.join(', ')}.`;
  const [minutes, workers] = [numberOf('minutes', 45), numberOf('workers', availableParallelism())];
  if (!(minutes > 0) || !(workers >= 1)) return USAGE;
  return { rooms: rooms.length > 0 ? rooms : all, minutes, workers, goesOn: args.includes('--continue') };
}

/**
 * The results of an earlier run. A mutant is a copy of the code with one small change. If its source file has changed
 * since that run, its result is left out.
 */
function earlier(planned: readonly Planned[]): Map<string, Outcome> {
  if (!existsSync(RESULTS)) return new Map();
  const sources = new Map(planned.map(({ name, source }) => [name, source]));
  const lines = readFileSync(RESULTS, 'utf8').split('\n').filter(Boolean);
  const outcomes = lines.map((line) => JSON.parse(line) as Outcome);
  return new Map(outcomes.filter(({ name, source }) => sources.get(name) === source).map((each) => [each.name, each]));
}

function note(outcome: Outcome): void {
  if (outcome.fate === 'not run') return;
  appendFileSync(RESULTS, `${JSON.stringify(outcome)}\n`);
  const { name, line, after, fate } = outcome;
  if (fate !== 'noticed') console.log(`${fate}, line ${line}: ${name} -> ${after.slice(0, 80)}`);
}

/**
 * `npm run verify:mutants`: makes small changes in the code (mutants), and runs the tests with each change. Prints a
 * table and writes it into docs/VERIFICATION.md. If a room (a folder with source files) is not tested now, its row
 * there stays. With `--continue`, a mutant does not run again if the tests noticed it in the last run, or if
 * test/mutation/equivalent.json contains it.
 * @returns the exit status: 1 if the tests do not notice a mutant in one of the rooms `judgedRooms`, and
 * equivalent.json does not contain this mutant
 */
export default async function main(args: readonly string[] = []): Promise<number> {
  const options = readOptions(args);
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  const planned = planMutants(options.rooms);
  mkdirSync('dist/mutants', { recursive: true });
  if (!options.goesOn) rmSync(RESULTS, { force: true });
  const known = earlier(planned);
  const judged = readJudged();
  const isDone = ({ name }: Planned) =>
    /^(noticed|loops)$/.test(known.get(name)?.fate ?? '') || (known.has(name) && name in judged);
  const left = planned.filter((each) => !isDone(each));
  console.log(`${planned.length} mutants, ${left.length} of them to run (seed ${SEED})`);
  const outcomes = planned.filter(isDone).flatMap(({ name }) => known.get(name) ?? []);
  const { workers } = options;
  await runMutants(left, {
    endsAt: Date.now() + options.minutes * MINUTE,
    workers,
    onOutcome: (outcome) => {
      // If the time was too short to run a mutant again, its result from the earlier run counts.
      outcomes.push((outcome.fate === 'not run' && known.get(outcome.name)) || outcome);
      note(outcome);
    },
  });
  const table = mutantTable(outcomes, judged);
  console.log(table.join('\n'));
  writeVerification('mutants', withEarlierRows(table, readVerification(), [...filesByRoom().keys()]));
  const open = unjudged(outcomes, judged, judgedRooms);
  for (const { name, line } of open) console.log(`no test notices this change: line ${line}: ${name}`);
  return open.length === 0 ? 0 : 1;
}
