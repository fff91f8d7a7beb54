import { posixWord } from '../../../install-scripts/wrapper.ts';
import type { OpenPath } from '../../data-folder/path-owners.ts';

const SENTENCES: Readonly<Record<OpenPath['why'], (path: string) => string>> = {
  owner: (path) => `${path} belongs to a user who could replace it`,
  group: (path) => `a group may write in ${path}`,
  others: (path) => `everyone may write in ${path}`,
};

const COMMANDS: Readonly<Record<OpenPath['why'], (path: string) => string>> = {
  owner: (path) => `sudo chown root ${posixWord(path)}`,
  group: (path) => `chmod g-w ${posixWord(path)}`,
  others: (path) => `chmod o-w ${posixWord(path)}`,
};

/** The end of a sentence that says why other users could replace the file or folder. */
export const openPathSentence = ({ path, why }: OpenPath): string => SENTENCES[why](path);

/** The shell command that prevents other users from replacing the file or folder. */
export const closingCommand = ({ path, why }: OpenPath): string => COMMANDS[why](path);
