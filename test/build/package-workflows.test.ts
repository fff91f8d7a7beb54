import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = '.github/workflows';
const workflows = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

describe.each(workflows)('$name', ({ text }) => {
  it('pins every action by commit, with the version beside it', () => {
    const used = text.match(/\buses: .*/g) ?? [];
    expect(used.length).toBeGreaterThan(1);
    for (const each of used) expect(each).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('may only read, unless a job says why not', () => {
    expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
    expect(text).not.toMatch(/write-all|pull_request_target/);
  });

  it('leaves no token in a checkout, and puts no secret or foreign text into a script', () => {
    expect(text.match(/actions\/checkout@/g)?.length).toBe(text.match(/persist-credentials: false/g)?.length);
    for (const [line] of text.matchAll(/.*\$\{\{.*\}\}.*/g)) expect(line).not.toMatch(/^\s*(?:- )?run:|curl|npm /);
  });
});

describe('release.yml', () => {
  const text = readFileSync(join(folder, 'release.yml'), 'utf8');

  it('builds once: every other job takes those packages and checks their sums', () => {
    const [, ...others] = text.split(/\n {2}(?=\w+:\n {4}name:)/).slice(1);
    expect(text.match(/npm run package/g)).toHaveLength(1);
    expect(others).toHaveLength(3);
    for (const job of others) {
      expect(job).toContain('needs: build');
      expect(job).toContain('sha256sum --check --strict SHA256SUMS');
    }
  });

  it('publishes to npm with provenance and without a token', () => {
    expect(text).toContain('npm publish --provenance');
    expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN/);
  });
});
