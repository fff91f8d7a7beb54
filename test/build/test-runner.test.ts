import { describe, expect, it } from 'vitest';
import { newestOf } from '../../scripts/testing/debian-browsers.ts';
import { type StageResult, stageLine, summary } from '../../scripts/testing/results.ts';
import { withReason } from '../../scripts/testing/run-stage.ts';
import { chooseStages, inChromium, inFirefox, stagesFor } from '../../scripts/testing/stages.ts';

const unit: StageResult = {
  stage: 'Unit',
  passed: 2,
  failed: [{ test: 'test/core/a.test.ts > a suite > a test', error: 'expected 1 to be 2' }],
  skipped: [],
};
const interop: StageResult = {
  stage: 'Interop',
  passed: 3,
  failed: [],
  skipped: [
    { test: 'test/interop/b.test.ts > wine', reason: 'no wine on this machine' },
    { test: 'test/interop/c.test.ts > the AWS CLI (needs `aws`)', reason: null },
  ],
};

describe('the report of npm test', () => {
  it('lists the skipped tests with reasons, then the failed tests with their errors, and ends with the total', () => {
    expect(summary([unit, interop])).toEqual([
      '',
      '2 skipped:',
      '  Interop',
      '    test/interop/b.test.ts > wine: no wine on this machine',
      '    test/interop/c.test.ts > the AWS CLI (needs `aws`)',
      '',
      'Failed:',
      '  Unit',
      '    test/core/a.test.ts > a suite > a test',
      '      expected 1 to be 2',
      '',
      '5 passed, 1 failed',
    ]);
  });

  it('contains only the total if all tests passed', () => {
    expect(summary([{ ...unit, failed: [] }])).toEqual(['', '2 passed, 0 failed']);
  });

  it('says for each stage how many tests passed, failed or were skipped', () => {
    expect(stageLine(unit, 1500)).toBe('✗ Unit: 2 passed, 1 failed (1.5 s)');
    expect(stageLine(interop, 90)).toBe('✓ Interop: 3 passed, 0 failed, 2 skipped (0.1 s)');
  });
});

describe('tests that a stage does not run because of their names', () => {
  const left = {
    passed: 1,
    failed: [],
    skipped: [
      { test: 'test/e2e/firefox.test.ts > in Chromium > a test', reason: 'no AWS CLI on this machine' },
      { test: 'test/e2e/b.test.ts > in Firefox > a test', reason: null },
      { test: 'test/e2e/b.test.ts > in Firefox > another', reason: null },
    ],
  };

  it('are reported together in one line with the reason', () => {
    expect(withReason(left, { names: inChromium, reason: 'there is no Firefox' }).skipped).toEqual([
      { test: 'test/e2e/firefox.test.ts > in Chromium > a test', reason: 'no AWS CLI on this machine' },
      { test: '2 tests', reason: 'there is no Firefox' },
    ]);
  });

  it('are not reported as skipped if another stage runs them', () => {
    expect(withReason(left, { names: inFirefox, reason: null }).skipped).toHaveLength(2);
  });
});

describe('the choice of stages', () => {
  const stages = stagesFor([]);
  const chosen = (...wanted: string[]) => chooseStages(stages, wanted).map(({ id }) => id);

  it('includes all stages if a person names no stage; the stage with the browsers comes last', () => {
    expect(chosen()).toHaveLength(stages.length);
    expect(chosen().at(-1)).toBe('e2e');
  });

  it('accepts names and short names of stages, and adds the build if a stage needs it', () => {
    expect(chosen('unit')).toEqual(['unit']);
    expect(chosen('End to end')).toEqual(['build', 'e2e']);
    expect(chosen('E2E', 'types')).toEqual(['types', 'build', 'e2e']);
  });

  it('refuses an unknown stage with an error that names all stages', () => {
    expect(() => chosen('unti')).toThrow(/no stage “unti”.*types, lint,.*e2e/);
  });
});

describe('package versions in Debian’s archive', () => {
  const madison = [
    '  chromium | 156.0.8078.108-1~deb12u1 | http://deb.debian.org/debian-security bookworm-security/main amd64 Packages',
    '  chromium | 150.0.7871.100-1~deb12u1 | http://deb.debian.org/debian bookworm/main amd64 Packages',
  ].join('\n');

  it('are found only if the whole number before the first dot is the wanted number', () => {
    expect(newestOf(madison, '150')).toBe('150.0.7871.100-1~deb12u1');
    expect(newestOf(madison, '15')).toBeNull();
    expect(newestOf('', '150')).toBeNull();
  });
});
