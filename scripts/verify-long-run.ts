import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runVitest } from './testing/run-stage.ts';
import { writeVerification } from './testing/verification.ts';

/** The result of the tests in test/long-run. Memory is in MB. */
interface Log {
  readonly minutes: number;
  readonly seed: number;
  readonly clients: readonly string[];
  readonly troubles: Readonly<Record<string, number>>;
  readonly answers: { readonly keys: number; readonly sentences: number };
  readonly wrong: readonly string[];
  readonly memory: readonly Readonly<Record<'worker' | 'host' | 'popup', number | null>>[];
}

/** The table row about the memory of the worker, the host or the popup: the first, the last and the largest value. */
function memoryLine(part: 'worker' | 'host' | 'popup', memory: Log['memory']): string {
  const measured = memory.flatMap((each) => each[part] ?? []);
  const [first = 0, last = 0] = [measured[0], measured.at(-1)];
  return `| memory of the ${part}, first / last / most | ${[first, last, Math.max(0, ...measured)].map((mb) => mb.toFixed(1)).join(' / ')} MB |`;
}

function linesOf({ minutes, seed, clients, troubles, answers, wrong, memory }: Log, ok: boolean): string[] {
  return [
    `| ${ok ? 'passed' : 'failed'} | ${minutes} minutes, seed ${seed} |`,
    '|---|---|',
    `| clients that asked | ${clients.join(', ')} |`,
    ...Object.entries(troubles).map(([name, count]) => `| ${name} | ${count === 1 ? 'once' : `${count} times`} |`),
    `| answers with keys | ${answers.keys} |`,
    `| failures, each with one sentence of Keyferry | ${answers.sentences} |`,
    `| other failures, or lost profiles | ${wrong.length} |`,
    ...(['worker', 'host', 'popup'] as const).map((part) => memoryLine(part, memory)),
  ];
}

/**
 * `npm run verify:long-run -- [--minutes=30] [--seed=N]`: for a long time, keeps profiles fresh and asks for keys of
 * live profiles while faults happen. Prints the result and writes it into docs/VERIFICATION.md. Run `npm run build`
 * before.
 * @returns the exit status: 0 only if every test passed
 */
export default async function main(args: readonly string[] = []): Promise<number> {
  const numberOf = (name: string, usual: number) =>
    Number(args.find((each) => each.startsWith(`--${name}=`))?.split('=')[1] ?? usual);
  const [minutes, seed] = [numberOf('minutes', 30), numberOf('seed', Date.now() % 100_000)];
  if (!(minutes > 0) || !Number.isInteger(seed)) {
    console.error('Usage: npm run verify:long-run -- [--minutes=30] [--seed=N]');
    return 2;
  }
  console.log(`Long run: ${minutes} minutes, seed ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-long-run-'));
  const result = join(folder, 'log.json');
  const env = {
    KEYFERRY_LONG_RUN_MINUTES: String(minutes),
    KEYFERRY_LONG_RUN_SEED: String(seed),
    KEYFERRY_LONG_RUN_RESULT: result,
  };
  try {
    const { failed } = runVitest(['test/long-run'], { env });
    const log = JSON.parse(readFileSync(result, 'utf8')) as Log;
    const lines = linesOf(log, failed.length === 0);
    console.log(lines.join('\n'));
    for (const each of log.wrong) console.log(each);
    writeVerification('long-run', lines);
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
