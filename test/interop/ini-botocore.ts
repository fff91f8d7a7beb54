import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ReadFile } from '../core/ini/ini-rules.ts';

/**
 * This program gets the text of a file in each input line. It prints a line with the sections of the file, or with
 * botocore's error.
 */
const PROGRAM = `
import json, os, shutil, sys, tempfile
try:
    from botocore import configloader
except ImportError:
    from awscli.botocore import configloader
path = os.path.join(tempfile.mkdtemp(), 'credentials')
for line in sys.stdin:
    with open(path, 'w', encoding='utf-8', newline='') as file:
        file.write(json.loads(line))
    try:
        answer = configloader.raw_config_parse(path)
    except Exception as error:
        answer = {'error': str(error)}
    print(json.dumps({'sections': answer} if 'error' not in answer else answer), flush=True)
shutil.rmtree(os.path.dirname(path))
`;

/**
 * The paths of Python programs. They are in the first line of each `aws` script on the PATH, and of pyenv's `aws`
 * script.
 */
function interpretersOfCli(): string[] {
  const found = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'aws'));
  const behindShim = spawnSync('pyenv', ['which', 'aws'], { encoding: 'utf8' }).stdout?.trim();
  return [...found, behindShim ?? '']
    .filter((path) => path !== '' && existsSync(path))
    .map((path) => /^#!(\S*python\S*)/.exec(readFileSync(path, 'latin1').slice(0, 256))?.[1] ?? '')
    .filter((path) => path !== '');
}

const env = { PATH: process.env.PATH, HOME: '/nonexistent', LC_ALL: 'C.UTF-8' };
/** A Python with botocore, the library of the AWS CLI. Undefined if this machine has no such Python. */
export const botocorePython = [...interpretersOfCli(), 'python3', '/usr/bin/python3'].find(
  (each) => spawnSync(each, ['-c', PROGRAM], { env, input: '' }).status === 0,
);
/** Whether this machine has botocore, the library of the AWS CLI. */
export const hasBotocore = botocorePython !== undefined;

/** Makes a flat list of the keys. A nested key becomes, for example, `s3.max`. */
function flatten(values: Record<string, string | Record<string, string>>): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(values)) {
    if (typeof value === 'string') flat.set(key, value);
    else for (const [inner, text] of Object.entries(value)) flat.set(`${key}.${inner}`, text);
  }
  return flat;
}

/** The first lines of each program that `botocorePython` runs. They import the module `session` of botocore. */
export const IMPORT_SESSION = `
try:
    from botocore import session
except ImportError:
    from awscli.botocore import session
`;

/** A running Python program that reads the texts of files with botocore, the library of the AWS CLI. */
export class Botocore {
  readonly #child: ChildProcessWithoutNullStreams = spawn(botocorePython ?? 'python3', ['-c', PROGRAM], { env });
  readonly #answers = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();

  /** Sends the text of a file to botocore. @returns the sections, or null if botocore refuses the text */
  async read(text: string): Promise<ReadFile | null> {
    this.#child.stdin.write(`${JSON.stringify(text)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`botocore ended: ${this.#child.stderr.read()}`);
    const { sections } = JSON.parse(value);
    if (!sections) return null;
    return new Map(Object.entries(sections).map(([name, values]) => [name, flatten(values as Record<string, string>)]));
  }

  close(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.#child.once('close', () => resolve()));
    this.#child.stdin.end();
    return ended;
  }
}
