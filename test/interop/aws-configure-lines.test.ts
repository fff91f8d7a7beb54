import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromIni } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import { formatById } from '#core/shells/shell-export.ts';
import { PATIENCE_MS } from '../waiting.ts';
import { bareEnvironment, isHere, orWhyNot, realShells, throwawayHome } from './real-shells.ts';
import { exampleInput } from './shell-values.ts';

/** The lines that a user pastes on a remote computer. The tests run these lines in every shell on this machine. */

const { credentials, region } = exampleInput;
const lines = formatById('aws-configure')?.render({ ...exampleInput, profileName: 'far-away' }) ?? '';
const VALUES = {
  aws_access_key_id: credentials.accessKeyId,
  aws_secret_access_key: credentials.secretAccessKey,
  aws_session_token: credentials.sessionToken,
  region,
};

const PASTED = ['bash', 'zsh', 'dash', 'ksh', 'mksh', 'yash', 'busybox sh', 'fish', 'tcsh', 'elvish', 'xonsh'];

for (const real of realShells.filter(({ name }) => PASTED.includes(name))) {
  it.skipIf(!isHere(real))(
    `attack 13: each value of the aws configure lines arrives byte for byte in ${real.name}${orWhyNot(real)}`,
    () => {
      const { home, remove } = throwawayHome();
      try {
        const record = join(home, 'record');
        mkdirSync(join(home, 'bin'));
        const stub = '#!/bin/sh\nfor each in "$@"; do printf \'%s\\0\' "$each"; done >>"$RECORD"\n';
        writeFileSync(join(home, 'bin/aws'), stub, { mode: 0o755 });
        writeFileSync(join(home, 'pasted'), lines);
        const env = bareEnvironment(home, { RECORD: record, PATH: `${join(home, 'bin')}:${process.env.PATH}` });
        execFileSync(real.program, real.run('pasted'), { env, cwd: home, timeout: PATIENCE_MS });
        const given = readFileSync(record, 'utf8').split('\0').slice(0, -1);
        const wanted = Object.entries(VALUES).flatMap(([key, value]) => [
          ...['configure', 'set', key, value],
          ...['--profile', 'far-away'],
        ]);
        expect(given).toEqual(wanted);
      } finally {
        remove();
      }
    },
  );
}

describe.skipIf(spawnSync('aws', ['--version']).status !== 0)('the AWS CLI itself (needs `aws`)', () => {
  it('runs the `aws configure` lines and writes a profile that the AWS SDK for JavaScript can read', async () => {
    const { home, remove } = throwawayHome();
    try {
      writeFileSync(join(home, 'pasted'), lines);
      // The pasted lines run the AWS CLI four times.
      execFileSync('sh', ['pasted'], { env: bareEnvironment(home), cwd: home, timeout: 4 * PATIENCE_MS });
      const filepath = join(home, '.aws/credentials');
      const read = await fromIni({ profile: 'far-away', filepath, configFilepath: '/dev/null', ignoreCache: true })();
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      expect(read).toMatchObject({ accessKeyId, secretAccessKey, sessionToken });
      expect(readFileSync(join(home, '.aws/config'), 'utf8')).toContain(`[profile far-away]\nregion = ${region}\n`);
    } finally {
      remove();
    }
  });
});
