import { describe, expect, it } from 'vitest';
import { soakStages } from '../../scripts/soak.ts';
import { chooseStages, stagesFor } from '../../scripts/testing/stages.ts';

describe('the stages of the long forms', () => {
  // The name `nothing` is no browser's name, so no browser is downloaded.
  const stages = [...stagesFor([]), ...soakStages(['nothing'])];

  it('have different short names', () => {
    expect(new Set(stages.map(({ id }) => id)).size).toBe(stages.length);
    for (const id of ['clients', 'mutants', 'long-run']) expect(stages.map((each) => each.id)).toContain(id);
  });

  it('run alone when they are named, after the build if they need it', () => {
    for (const { id } of stages) {
      expect(chooseStages(stages, [id]).filter((each) => each.id !== 'build' || id === 'build')).toEqual([
        stages.find((each) => each.id === id),
      ]);
    }
    expect(chooseStages(stages, ['long-run']).map(({ id }) => id)).toEqual(['build', 'long-run']);
  });
});
