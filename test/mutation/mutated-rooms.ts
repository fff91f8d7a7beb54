import { sourcesIn } from '../build/sources.ts';

/** The rooms in which every mutant is tested. A room is a part of the program: a list of folders and files. */
export const completeRooms: Readonly<Record<string, readonly string[]>> = {
  quoting: ['core/shells/'],
  frames: ['core/protocol/frame.ts', 'native-host/browser-host/framing.ts'],
  'sender rules': ['extension/background/sessions/sender.ts', 'extension/background/messages/router.ts'],
  'INI editing': ['core/ini/'],
  'atomic write': ['native-host/aws-files/editing/'],
  'credential source': ['extension/background/credentials/'],
  'profile writer': ['extension/background/profiles/writer.ts', 'extension/background/profiles/own-profile.ts'],
  grants: [
    'extension/background/questions/live-grants.ts',
    'extension/background/questions/session-grants.ts',
    'extension/background/live/decision.ts',
    'extension/background/live/live-rules.ts',
    'extension/background/live/live-table.ts',
  ],
  sessions: ['extension/background/sessions/'],
};

/**
 * Rooms in which each survivor needs a reason. In these rooms, the command fails if there is a survivor without a
 * reason. In other rooms, survivors are only counted.
 */
export const judgedRooms: readonly string[] = [
  'quoting',
  'frames',
  'sender rules',
  'INI editing',
  'atomic write',
  'credential source',
  'grants',
  'profile writer',
  'sessions',
];

/**
 * The name of the room with all other files that unit tests import. Only some mutants of this room are tested, and a
 * seed chooses them.
 */
export const SAMPLE = 'everything else (sample)';

/** Folders with code that unit tests run inside their own process. */
const folders = ['core', 'extension/background', 'extension/content', 'install-scripts', 'native-host'];

/** The source files of each room. If several rooms contain a file, the file belongs to the first of these rooms. */
export function filesByRoom(): Map<string, string[]> {
  const left = new Set(sourcesIn(...folders).map(({ path }) => path));
  const result = new Map<string, string[]>();
  for (const [room, places] of Object.entries(completeRooms)) {
    const files = [...left].filter((path) => places.some((place) => path.startsWith(place)));
    for (const path of files) left.delete(path);
    result.set(room, files.sort());
  }
  return result.set(SAMPLE, [...left].sort());
}
