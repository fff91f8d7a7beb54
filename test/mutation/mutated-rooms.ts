import { sourcesIn } from '../build/sources.ts';

/** The parts of the program in which every mutant runs. Each entry is a folder or a file. */
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
 * Rooms in which each survivor needs a reason. A new survivor in such a room fails the command. In other rooms,
 * survivors are only counted.
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
 * The name of the room for all other files that unit tests import. Only some of its mutants run, and a seed chooses
 * them.
 */
export const SAMPLE = 'everything else (sample)';

/** Folders with code that unit tests run inside their own process. */
const folders = ['core', 'extension/background', 'extension/content', 'install-scripts', 'native-host'];

/** The source files of each room. A file belongs to the first room that names it. */
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
