import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

describe.each(workflows)('$name', ({ text }) => {
  it('names the exact commit of every action, with the version in a comment', () => {
    const used = text.match(/\buses: .*/g) ?? [];
    expect(used.length).toBeGreaterThan(1);
    for (const each of used) expect(each).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may only read the repository, except in jobs that request more rights', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
    expect(text).not.toMatch(/write-all|pull_request_target/);
  });

  it('stores no token when it checks out the repository, and inserts no secret and no outside text into a script', () => {
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
    for (const [line] of text.matchAll(/.*\$\{\{.*\}\}.*/g)) expect(line).not.toMatch(/^\s*(?:- )?run:|curl|npm /);
  });
});

/** The text of each job in a workflow. The key is the name of the job. */
function jobsOf(text: string): Map<string, string> {
  const [, ...jobs] = text.split(/\n {2}(?=[\w-]+:\n {4}name:)/);
  return new Map(jobs.map((job) => [job.slice(0, job.indexOf(':')), job]));
}

/**
 * Finds jobs from which an attacker could steal something: a secret, a right to write, or an environment with secrets.
 */
const TRUSTED = /secrets\.|github\.token|: write\b|\n {4}environment:/;

/**
 * Finds commands that download code, or that run code from outside the runner's image. Apart from `actions/checkout`,
 * GitHub actions do not count, because they are pinned.
 */
const FOREIGN_CODE =
  /actions\/checkout@|\bnpx\b|\bnpm (?:c|ci|i|install|add|exec|x|init|create|t|test|run|start|update|link)\b|\b(?:pip3?|pipx|yarn|pnpm|corepack|gem|cargo|go|docker|apt-get) |\bwget\b|\| *(?:sh|bash)\b/;

describe('a job with a secret or with a right to write', () => {
  it.each(workflows)('in the workflow $name runs no code of the project and downloads no tool', ({ text }) => {
    const trusted = [...jobsOf(text)].filter(([, job]) => TRUSTED.test(job));
    expect(trusted.filter(([, job]) => FOREIGN_CODE.test(job)).map(([name]) => name)).toEqual([]);
  });

  it('is found by a search in the job’s text, which also finds each command that runs code from outside', () => {
    expect(TRUSTED.test('    permissions:\n      id-token: write\n')).toBe(true);
    expect(TRUSTED.test('    env:\n      KEY: secrets.KEY')).toBe(true);
    expect(TRUSTED.test('    permissions:\n      contents: read\n')).toBe(false);
    for (const code of ['npx --yes web-ext sign', 'npm ci', 'npm test', 'curl https://x | sh', 'pip install x']) {
      expect(FOREIGN_CODE.test(`      - run: ${code}\n`), code).toBe(true);
    }
    expect(FOREIGN_CODE.test('      - run: npm publish --provenance ./keyferry.tgz\n')).toBe(false);
  });
});

describe('release.yml', () => {
  const text = readFileSync(join(folder, 'release.yml'), 'utf8');
  const jobs = jobsOf(text);

  it('tests and builds without secrets and without the right to sign', () => {
    for (const name of ['test', 'build']) expect(jobs.get(name)).not.toMatch(TRUSTED);
    expect(text.match(/npm test/g)).toHaveLength(1);
    expect(jobs.get('test')).toContain('npm test');
    expect(text.match(/npm run package/g)).toHaveLength(1);
    expect(jobs.get('build')).toContain('npm run package');
  });

  it('attests the packages in a separate job, which gets only the packages', () => {
    const attests = [...jobs].filter(([, job]) => /attest-build-provenance|attestations: write/.test(job));
    expect(attests.map(([name]) => name)).toEqual(['attest']);
    expect(jobs.get('attest')).toContain('needs: [test, build]');
    expect(jobs.get('attest')?.match(/uses: [\w-]+\/[\w-]+/g)).toEqual([
      'uses: actions/download-artifact',
      'uses: actions/attest-build-provenance',
    ]);
  });

  it('publishes only attested packages; every job that uses the packages checks their checksums', () => {
    const publishing = [...jobs.keys()].filter((name) => !['test', 'build', 'attest'].includes(name));
    expect(publishing).toEqual(['github', 'npm', 'stores']);
    for (const name of publishing) expect(jobs.get(name)).toContain('needs: attest\n');
    for (const name of ['attest', ...publishing]) {
      expect(jobs.get(name)).toContain('sha256sum --check --strict SHA256SUMS');
    }
  });

  it('publishes to npm with provenance and without a token', () => {
    expect(text).toContain('npm publish --provenance');
    expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN/);
  });
});

describe('the workflow test.yml', () => {
  const text = workflows.find(({ name }) => name === 'test.yml')?.text ?? '';

  it('runs npm test on Linux, macOS and Windows, and installs and uninstalls the program on macOS and Windows', () => {
    expect(text.match(/- run: npm test\n/g)).toHaveLength(2);
    expect(text).toMatch(/os: \[macos-\d+, windows-\d+\]/);
    for (const each of ['keyferry.cjs install', 'keyferry.cjs doctor', 'keyferry.cjs uninstall'])
      expect(text).toContain(each);
  });

  it('says in a comment that it has not run yet, and docs/PLATFORMS.md says the same', () => {
    expect(text).toContain('# This workflow has not run on GitHub yet (docs/PLATFORMS.md).');
    expect(readFileSync('docs/PLATFORMS.md', 'utf8')).toContain('**This workflow never ran.**');
  });
});
