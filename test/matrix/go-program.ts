import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Client, NO_SESSION, output, versionOf } from './client.ts';

const GO = '/usr/lib/go-1.19/bin/go';
const GO_SOURCES = '/usr/share/gocode';

/**
 * Builds the program with Debian's packages of Go and of the SDK. @returns the path of the program, or null if this
 * machine has no Go or no SDK
 */
function buildGoProgram(folder: string): string | null {
  if (!existsSync(GO) || !existsSync(join(GO_SOURCES, 'src/github.com/aws/aws-sdk-go-v2/config'))) return null;
  const program = join(folder, 'identity');
  mkdirSync(folder, { recursive: true });
  const env = { PATH: '/usr/bin:/bin', GO111MODULE: 'off', GOPATH: GO_SOURCES, GOCACHE: join(folder, 'cache') };
  const source = join(import.meta.dirname, 'aws-sdk-go-v2');
  const { status, stderr } = spawnSync(GO, ['build', '-o', program], { cwd: source, env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the program for the AWS SDK for Go v2 does not build: ${stderr}`);
  return program;
}

function goVersion(): string {
  const line = versionOf('dpkg-query', '-W', 'golang-github-aws-aws-sdk-go-v2-dev') ?? 'version unknown';
  return `${line.replace(/\s+/g, ' ')}, ${versionOf(GO, 'version')?.split(' ')[2]}`;
}

/**
 * Makes a small program with the AWS SDK for Go v2.
 * @param folder the folder for the program
 */
export function goV2(folder: string): Client {
  const program = buildGoProgram(folder);
  return {
    name: 'AWS SDK for Go v2',
    version: program && goVersion(),
    install: 'golang-1.19-go golang-github-aws-aws-sdk-go-v2-dev',
    cannot: {
      'AWS CLI sign-in': { reason: `${NO_SESSION}; the older form works`, says: /missing required .*sso_start_url/ },
    },
    call: ({ env }) => output(program ?? '', [], env),
  };
}
