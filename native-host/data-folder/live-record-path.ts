import { join } from 'node:path';
import { type ProgramLocation, programFolder } from './program-folder.ts';

/** The path of live.json. */
export const liveRecordPath = (location: ProgramLocation): string => join(programFolder(location), 'live.json');
