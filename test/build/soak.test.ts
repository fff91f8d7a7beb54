import { describe, expect, it } from 'vitest';
import { soakStages } from '../../scripts/soak.ts';
import { chooseStages, stagesFor } from '../../scripts/testing/stages.ts';

describe('each stage of the long form of the tests', () => {
  // `soakStages` downloads only the browsers of the stages that it is given. No stage has the name `nothing`, so it
  // downloads no browser.
  const stages = [...stagesFor([]), ...soakStages(['nothing'])];

  it('has a short name that no other stage has', () => {
    expect(new Set(stages.map(({ id }) => id)).size).toBe(stages.length);
    for (const id of ['clients', 'mutants', 'long-run']) expect(stages.map((each) => each.id)).toContain(id);
  });

  it('runs without other stages, except the build that it may need, if a person names only this stage', () => {
    for (const { id } of stages) {
      expect(chooseStages(stages, [id]).filter((each) => each.id !== 'build' || id === 'build')).toEqual([
        stages.find((each) => each.id === id),
      ]);
    }
    expect(chooseStages(stages, ['long-run']).map(({ id }) => id)).toEqual(['build', 'long-run']);
  });
});
