import { dirname } from 'node:path';
import type { ProgramLocation } from '../../data-folder/program-folder.ts';
import { realPath } from '../../data-folder/real-path.ts';
import type { CommandIo } from '../../terminal/io.ts';

/** Where the running program and its data are. The command may be a link to the program. */
export const programLocation = (io: CommandIo): ProgramLocation => ({
  ...io,
  directory: dirname(realPath(io.programPath)),
});
