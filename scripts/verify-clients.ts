import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installFromDebian } from './debian-packages.ts';
import { runVitest } from './testing/run-stage.ts';
import { writeVerification } from './testing/verification.ts';

/** The result of one client with one kind of profile. The tests in test/matrix write these results. */
interface Cell {
  readonly client: string;
  readonly version: string | null;
  readonly kind: string;
  readonly cell: string;
}

/** Debian packages with the AWS clients that only this script needs. */
const PACKAGES = ['awscli', 'python3-botocore', 'rclone', 'restic', 's3cmd', 'golang-1.19-go'];
const SOURCES = 'golang-github-aws-aws-sdk-go-v2-dev';

/** The lines of the table. It has a row for each client and a column for each kind of profile. */
function tableOf(cells: readonly Cell[]): string[] {
  const kinds = [...new Set(cells.map(({ kind }) => kind))];
  const clients = [...new Map(cells.map(({ client, version }) => [client, version]))];
  const cellOf = (client: string, kind: string) =>
    cells.find((each) => each.client === client && each.kind === kind)?.cell ?? 'not available here';
  return [
    `| client | version | ${kinds.join(' | ')} |`,
    `|---|---|${kinds.map(() => '---|').join('')}`,
    ...clients.map(
      ([client, version]) =>
        `| ${client} | ${version ?? '-'} | ${kinds.map((kind) => cellOf(client, kind)).join(' | ')} |`,
    ),
  ];
}

/**
 * `npm run verify:clients`: tests every kind of profile with other people's AWS clients, prints the table and writes it
 * into docs/VERIFICATION.md. As root on Debian, the script first installs the clients.
 * @returns the exit status: 0 only if all tests passed
 */
export default async function main(): Promise<number> {
  installFromDebian([...PACKAGES, SOURCES]);
  const folder = mkdtempSync(join(tmpdir(), 'keyferry-matrix-'));
  const result = join(folder, 'cells.json');
  try {
    const { failed } = runVitest(['test/matrix'], { env: { KEYFERRY_MATRIX_RESULT: result } });
    const lines = tableOf(JSON.parse(readFileSync(result, 'utf8')));
    console.log(lines.join('\n'));
    writeVerification('clients', lines);
    return failed.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
