import { KeyferryError } from '#core/errors.ts';
import { IniAmbiguity } from '#core/ini/lines.ts';

/**
 * Runs `work`, which edits the text of `file`.
 * @throws KeyferryError FILE_AMBIGUOUS, with the number of a line that different tools would read differently
 */
export function unambiguously<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof IniAmbiguity)) throw error;
    throw new KeyferryError('FILE_AMBIGUOUS', { file, line: error.line, why: error.why });
  }
}
