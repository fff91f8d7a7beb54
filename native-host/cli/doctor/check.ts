export type Severity = 'ok' | 'warning' | 'error';

/** One result of `keyferry doctor`. */
export interface Check {
  /** An id for scripts that stays the same in all versions, such as `node` or `manifest-chromium`. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence that says what was found. */
  readonly sentence: string;
  /** One sentence that says what to do; empty if there is nothing to do. */
  readonly remedy: string;
}

/** A check that found no problem. */
export const ok = (id: string, sentence: string): Check => ({ id, severity: 'ok', sentence, remedy: '' });

/** A check that found a problem which does not stop Keyferry. */
export const warning = (id: string, sentence: string, remedy: string): Check => ({
  id,
  severity: 'warning',
  sentence,
  remedy,
});

/** A check that found a problem which stops Keyferry. */
export const error = (id: string, sentence: string, remedy: string): Check => ({
  id,
  severity: 'error',
  sentence,
  remedy,
});
