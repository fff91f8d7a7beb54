import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { isHere, orWhyNot, type RealShell, readDump, realShells } from '../interop/real-shells.ts';
import { PATIENCE_MS } from '../waiting.ts';
import { HOUR, own, write } from './rig/aws-files.ts';
import { program, world } from './rig/each-world.ts';

/**
 * For each shell: the label of the shell's line in `keyferry env --help`, and a function that adds a second command to
 * this line. The second command runs only if the line succeeds.
 */
const forms: Record<string, { readonly label: string; readonly guarded: (form: string, next: string) => string }> = {
  bash: { label: 'bash, zsh, sh', guarded: (form, next) => `${form} && ${next}` },
  fish: { label: 'fish', guarded: (form, next) => `${form}; and ${next}` },
  tcsh: { label: 'tcsh', guarded: (form, next) => `${form} && ${next}` },
  elvish: { label: 'elvish', guarded: (form, next) => `${form}\n${next}` },
  xonsh: { label: 'xonsh', guarded: (form, next) => `${form}\n${next}` },
};
/** The help has one line for all these shells, with the label of bash. */
const LIKE_BASH = ['bash', 'zsh', 'dash', 'ksh', 'mksh', 'yash', 'busybox sh'];

const formOf = ({ name }: RealShell) => forms[LIKE_BASH.includes(name) ? 'bash' : name];
const evaluating = realShells.filter((real) => formOf(real) !== undefined);

/** The line for this shell in the output of `keyferry env --help`. */
function shownForm(label: string): string {
  const line = world
    .keyferry(['env', '--help'])
    .stdout.split('\n')
    .find((each) => each.startsWith(`  ${label} `));
  return line?.slice(label.length + 2).trim() ?? '';
}

const earlier = {
  AWS_ACCESS_KEY_ID: 'ASIAEARLIEREXAMPLE00',
  AWS_SECRET_ACCESS_KEY: 'EARLIER',
  AWS_SESSION_TOKEN: 'EARLIER',
  AWS_SECURITY_TOKEN: 'EARLIER',
  AWS_CREDENTIAL_EXPIRATION: '2099-01-01T00:00:00Z',
  AWS_PROFILE: 'prod',
  AWS_DEFAULT_PROFILE: 'prod',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/earlier',
  AWS_ROLE_ARN: 'earlier',
  AWS_REGION: 'eu-west-1',
};

/** Runs lines in the shell. `keyferry` is on the PATH of the shell. */
function runLines(real: RealShell, lines: readonly string[], extra: Record<string, string> = {}) {
  const script = join(world.root, 'script');
  writeFileSync(script, `${lines.join('\n')}\n`);
  const env = world.env({
    XDG_CONFIG_HOME: world.path('.config'),
    LC_ALL: 'C.UTF-8',
    ...earlier,
    SHELL: `/bin/${real.shell.id}`,
    PATH: `${join(world.root, 'bin')}${delimiter}${process.env.PATH}`,
    ...extra,
  });
  return spawnSync(real.program, real.run(script), { env, cwd: world.root, encoding: 'utf8', timeout: PATIENCE_MS });
}

/** The AWS variables in the environment of a program. The program has written its environment to `file`. */
function dumped(file: string): Record<string, string> {
  const dump = readDump(readFileSync(file));
  return Object.fromEntries([...dump].filter(([name]) => name.startsWith('AWS_')));
}

/**
 * In these shells, a line that fails ends the script. These functions catch the error, so that the script continues, as
 * the shell does at the prompt.
 */
const REGARDLESS: Record<string, (form: string) => string> = {
  elvish: (form) => `try { ${form} } catch e { nop }\nenv -0 > after`,
  xonsh: (form) => `try:\n    ${form}\nexcept RuntimeError:\n    pass\nenv -0 > after`,
};

/** Lines of a script that prints the environment with `env -0`, even after the line `form` has failed. */
const regardless = ({ name }: RealShell, form: string) => REGARDLESS[name]?.(form) ?? `${form}\nenv -0 > after`;

const left = { AWS_PROFILE: 'keyferry-failed', AWS_REGION: 'eu-west-1' };

beforeEach(() => {
  const bin = join(world.root, 'bin');
  mkdirSync(bin);
  mkdirSync(world.path('.config'));
  writeFileSync(join(bin, 'keyferry'), `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(join(bin, 'keyferry'), 0o755);
  write(own('old', -HOUR), own('dev', HOUR));
});

for (const real of evaluating) {
  const { label, guarded } = formOf(real) ?? { label: '', guarded: () => '' };
  const fill = (name: string) => shownForm(label).replace('NAME', name);

  describe.skipIf(!isHere(real))(`a failure of keyferry env in ${real.name}${orWhyNot(real)}`, () => {
    it('does not occur for a valid profile; the line from the help of env gives the next command the profile’s keys', () => {
      runLines(real, [guarded(fill('dev'), 'env -0 > after')]);
      expect(dumped(join(world.root, 'after'))).toMatchObject({ AWS_ACCESS_KEY_ID: 'ASIAKEYFERRYEXAMPLE1' });
    });

    it.each(['old', 'misspelt', 'dev --bogus', 'dev --min-ttl 9h'])(
      'attack 56: the line from the help of env with `keyferry env %s` fails, and the command after the line does not run',
      (name) => {
        const { status } = runLines(real, [guarded(fill(name), 'touch reached')]);
        expect(status).not.toBe(0);
        expect(existsSync(join(world.root, 'reached'))).toBe(false);
      },
    );

    it('attack 56: a command that still runs after the failure gets no keys and no profile that the shell had before', () => {
      runLines(real, [regardless(real, fill('old'))]);
      expect(dumped(join(world.root, 'after'))).toEqual(left);
    });

    it('sets variables, which a later `keyferry env` for a valid profile or with --unset removes', () => {
      runLines(real, [regardless(real, fill('dev'))], { ...left });
      expect(dumped(join(world.root, 'after'))).not.toHaveProperty('AWS_PROFILE');
      runLines(real, [regardless(real, fill('--unset'))], { ...left });
      expect(dumped(join(world.root, 'after'))).not.toHaveProperty('AWS_PROFILE');
    });
  });
}

const posix = evaluating.filter(({ name }) => LIKE_BASH.includes(name));
for (const real of posix) {
  it.skipIf(!isHere(real))(
    `attack 56: with set -e, ${real.name} stops after keyferry env has failed, and the EXIT trap gets no earlier keys or profile${orWhyNot(real)}`,
    () => {
      const form = shownForm('bash, zsh, sh').replace('NAME', 'old');
      const { status } = runLines(real, ['set -e', "trap 'env -0 > after' EXIT", form, 'touch reached']);
      expect(status).not.toBe(0);
      expect(existsSync(join(world.root, 'reached'))).toBe(false);
      expect(dumped(join(world.root, 'after'))).toEqual(left);
    },
  );
}

const xonsh = realShells.find(({ name }) => name === 'xonsh') as RealShell;
it.skipIf(!isHere(xonsh))(
  `attack 56: if keyferry env fails in xonsh with RAISE_SUBPROC_ERROR, the shell no longer has its earlier keys and profile${orWhyNot(xonsh)}`,
  () => {
    const form = shownForm('xonsh').replace('NAME', 'old');
    runLines(xonsh, ['$RAISE_SUBPROC_ERROR = True', regardless(xonsh, form)]);
    expect(dumped(join(world.root, 'after'))).toEqual(left);
  },
);

const tcsh = realShells.find(({ name }) => name === 'tcsh') as RealShell;
it.skipIf(!isHere(tcsh))(`attack 56: tcsh -e stops after keyferry env has failed${orWhyNot(tcsh)}`, () => {
  const form = shownForm('tcsh').replace('NAME', 'old');
  const strict = { ...tcsh, run: (file: string) => ['-e', ...tcsh.run(file)] };
  const { status } = runLines(strict, [form, 'touch reached']);
  expect(status).not.toBe(0);
  expect(existsSync(join(world.root, 'reached'))).toBe(false);
});

const nushell = realShells.find(({ name }) => name === 'nushell') as RealShell;
describe.skipIf(!isHere(nushell))(`a failure of keyferry env in nushell${orWhyNot(nushell)}`, () => {
  it('attack 56: a script that evaluates a file with the output of the failed env ends with an error', () => {
    const { stdout } = world.keyferry(['env', 'old', '--shell', 'nushell']);
    writeFileSync(join(world.root, 'failure.nu'), stdout);
    const { status } = runLines(nushell, ['source failure.nu', '^touch reached']);
    expect(status).not.toBe(0);
    expect(existsSync(join(world.root, 'reached'))).toBe(false);
  });

  it('attack 56: the line from the help of env, which would start a new shell, starts no shell', () => {
    const form = shownForm('nushell')
      .replace(/ {2,}.*/, '')
      .replace('NAME', 'old')
      .replace('-- nu', '-- touch reached');
    expect(
      spawnSync('sh', ['-c', form.replace('keyferry', `'${process.execPath}' '${program}'`)], {
        env: world.env(),
        cwd: world.root,
      }).status,
    ).toBe(1);
    expect(existsSync(join(world.root, 'reached'))).toBe(false);
  });
});

describe('keyferry env if the shell is not known', () => {
  it.each([
    [['env', 'dev', '--shell', 'bahs'], {}],
    [['env', 'dev'], { SHELL: '/bin/ed' }],
    [['evn', 'dev'], { SHELL: '/bin/sh' }],
  ])('attack 56: after the wrong arguments %j, prints statements that fail in sh', (args, extra) => {
    const { status, stdout } = world.keyferry(args, extra as Record<string, string>);
    expect({ status, stdout }).toEqual({
      status: 2,
      stdout: expect.stringMatching(/\nexport AWS_PROFILE="keyferry-failed"\nfalse\n$/),
    });
  });

  it('attack 56: a failing command prints nothing to stdout if no shell would evaluate the output', () => {
    for (const args of [
      ['env', 'old', '--shell', 'json'],
      ['env', 'old', '--shell=dotenv'],
      ['statsu'],
      ['exec', 'old', '--', 'true'],
    ]) {
      expect(world.keyferry(args).stdout).toBe('');
    }
  });

  it('asks the user to name a profile if no name is given and the last keyferry env in the same shell failed', () => {
    const done = world.keyferry(['env', '--shell', 'json'], { AWS_PROFILE: 'keyferry-failed' });
    expect(done).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('the last `keyferry env` in this shell failed; give the name of a profile'),
    });
  });
});
