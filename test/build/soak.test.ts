import { describe, expect, it } from 'vitest';
import { soakStages } from '../../scripts/soak.ts';
import { chooseStages, stagesFor } from '../../scripts/testing/stages.ts';

describe('the stages that belong to the long form of the tests', () => {
  // `soakStages` downloads only the browsers of the stages that it is given. No stage has the name `nothing`, so it
  // downloads no browser.
  const stages = [...stagesFor([]), ...soakStages(['nothing'])];

  it('each have their own short name', () => {
    expect(new Set(stages.map(({ id }) => id)).size).toBe(stages.length);
    for (const id of ['clients', 'mutants', 'long-run']) expect(stages.map((each) => each.id)).toContain(id);
  });

  it('run alone when a person names them, or after the build if they need the build', () => {
    for (const { id } of stages) {
      expect(chooseStages(stages, [id]).filter((each) => each.id !== 'build' || id === 'build')).toEqual([
        stages.find((each) => each.id === id),
      ]);
    }
    expect(chooseStages(stages, ['long-run']).map(({ id }) => id)).toEqual(['build', 'long-run']);
  });
});
