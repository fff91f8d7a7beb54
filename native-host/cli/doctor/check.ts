export type Severity = 'ok' | 'warning' | 'error';

/** One finding of the doctor. */
export interface Check {
  /** Stable, for scripts: `wrapper`, `manifest-chromium`. */
  readonly id: string;
  readonly severity: Severity;
  /** What was found: one sentence. */
  readonly sentence: string;
  /** What to do about it; empty where nothing is to be done. */
  readonly remedy: string;
}

export const ok = (id: string, sentence: string): Check => ({ id, severity: 'ok', sentence, remedy: '' });

export const warning = (id: string, sentence: string, remedy: string): Check => ({
  id,
  severity: 'warning',
  sentence,
  remedy,
});

export const error = (id: string, sentence: string, remedy: string): Check => ({
  id,
  severity: 'error',
  sentence,
  remedy,
});

export const REINSTALL = 'Run `npx keyferry install`.';
