import { KeyferryError } from '../errors.ts';
import { FILE_NAME } from './limits.ts';

/**
 * The error for a file that cannot be imported.
 * @param why a clause that can follow “because”.
 * @param remedy the next step, as a sentence without a full stop at its end.
 */
export const importRefused = (why: string, remedy: string): KeyferryError =>
  new KeyferryError('IMPORT_REFUSED', { why, remedy });

export const CHOOSE_EXPORT = `Choose a file that Keyferry exported (${FILE_NAME})`;
/** The error for a file that is larger than the limit. */
export const tooLarge = (): KeyferryError => importRefused('the file is larger than 1 MB', CHOOSE_EXPORT);
/** The error for a file that the browser could not read. */
export const notReadable = (): KeyferryError => importRefused('the file could not be read', CHOOSE_EXPORT);
