import type { QuestionDisplay } from './questions.ts';

/** Lets other code wait until a question is no longer open. */
export interface QuestionEnds extends QuestionDisplay {
  /** Resolves when the question with this id is no longer open. */
  ended(id: string): Promise<void>;
}

export function createQuestionEnds(): QuestionEnds {
  const waiting = new Map<string, () => void>();
  return {
    ended: (id) => new Promise((resolve) => waiting.set(id, resolve)),
    async show(questions) {
      const open = new Set(questions.map(({ id }) => id));
      for (const [id, resolve] of waiting) {
        if (open.has(id)) continue;
        waiting.delete(id);
        resolve();
      }
    },
  };
}
