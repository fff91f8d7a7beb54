import { dirname } from 'node:path';
import type { ProgramLocation } from '../../data-folder/program-folder.ts';
import { realPath } from '../../data-folder/real-path.ts';
import type { CommandIo } from '../../terminal/io.ts';

/**
 * The folders of the running program and of its data. If the command is a link, the result contains the folder of the
 * link's target.
 */
export const programLocation = (io: CommandIo): ProgramLocation => ({
  ...io,
  directory: dirname(realPath(io.programPath)),
});
