/** The size limit of a file, in bytes. */
export const MAX_FILE_BYTES = 1_048_576;
/** The name under which the file is downloaded. */
export const FILE_NAME = 'keyferry-personal.json';
