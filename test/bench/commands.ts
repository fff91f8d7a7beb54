import { execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findOnPath } from '../../scripts/find-browsers.ts';
import { HOST_PROGRAM } from '../e2e/rig/host.ts';
import { makeHome, type ThrowawayHome } from '../e2e/rig/throwaway.ts';
import { inPairs, ms, type Row, time, times } from './measure.ts';

const PROFILE = [
  '[dev]',
  'aws_access_key_id = ASIAKEYFERRYEXAMPLE1',
  'aws_secret_access_key = keyferry/bench+EXAMPLE',
  `aws_session_token = ${'EXAMPLE'.repeat(60)}`,
  'x_security_token_expires = 2099-01-01T00:00:00Z',
  '',
].join('\n');

/**
 * Starts a program with a pipe as stdout, as in `eval "$(keyferry env)"`. If stdout were /dev/null, Keyferry would
 * first check whether stdout is a terminal, which takes time.
 * @returns the time until the program ends, in ms
 * @throws if the program fails
 */
function run(program: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  return time(
    () =>
      new Promise<void>((resolve, reject) => {
        const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
        child.stdout.resume();
        child.once('error', reject);
        child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} ended with ${code}`))));
      }),
  );
}

/** Compares the time of one AWS CLI call with the time of one run of `keyferry env`, if the AWS CLI is installed. */
async function againstAwsCli(home: ThrowawayHome, keyferry: () => Promise<number>): Promise<Row[]> {
  const aws = findOnPath('aws');
  if (!aws) return [{ what: '`keyferry env` against the AWS CLI', figure: 'no AWS CLI here', aim: '', met: null }];
  const env = { PYENV_ROOT: process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), ...home.env };
  await promisify(execFile)(aws, ['--version'], { env });
  const calls = [
    ['configure', 'export-credentials', '--profile', 'dev', '--format', 'env'],
    ['configure', 'set', 'region', 'eu-west-1', '--profile', 'other'],
  ];
  const rows: Row[] = [];
  for (const call of calls) {
    const what = `\`aws ${call.slice(0, 2).join(' ')}\` against \`keyferry env\``;
    if (!(await run(aws, call, env).catch(() => null))) {
      rows.push({ what, figure: 'this AWS CLI does not have it', aim: '', met: null });
      continue;
    }
    const { a, b, ratio } = await inPairs(5, () => run(aws, call, env), keyferry);
    rows.push({
      what,
      figure: `${times(ratio)} (${ms(a)} against ${ms(b)})`,
      aim: 'at least 8 x',
      met: ratio >= 8,
    });
  }
  return rows;
}

/** Measures how fast the commands of `keyferry` are. */
export async function benchCommands(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  try {
    writeFileSync(home.credentialsFile, PROFILE, { mode: 0o600 });
    const keyferry = () =>
      run(process.execPath, [HOST_PROGRAM, 'env', '--profile', 'dev', '--shell', 'bash'], home.env);
    const { a, b, ratio } = await inPairs(15, keyferry, () => run(process.execPath, ['-e', '0'], home.env));
    const own = {
      what: '`keyferry env` against `node -e 0`',
      figure: `${times(ratio)} (${ms(a)} against ${ms(b)})`,
      aim: 'at most 1.35 x',
      met: ratio <= 1.35,
    };
    return [own, ...(await againstAwsCli(home, keyferry))];
  } finally {
    home.remove();
  }
}
