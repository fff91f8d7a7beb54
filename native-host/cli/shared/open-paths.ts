import { posixQuote } from '../../../install-scripts/wrapper.ts';
import type { OpenPath } from '../../data-folder/path-owners.ts';

const SENTENCES: Readonly<Record<OpenPath['why'], (path: string) => string>> = {
  owner: (path) => `${path} belongs to a user who could replace it`,
  group: (path) => `a group may write in ${path}`,
  others: (path) => `everyone may write in ${path}`,
};

const word = (path: string) => (/^[\w./@%+=:,-]+$/.test(path) ? path : posixQuote(path));

const COMMANDS: Readonly<Record<OpenPath['why'], (path: string) => string>> = {
  owner: (path) => `sudo chown root ${word(path)}`,
  group: (path) => `chmod g-w ${word(path)}`,
  others: (path) => `chmod o-w ${word(path)}`,
};

/** Who else could replace something, as the end of a sentence. */
export const openPathSentence = ({ path, why }: OpenPath): string => SENTENCES[why](path);

/** The command that closes it. */
export const closingCommand = ({ path, why }: OpenPath): string => COMMANDS[why](path);
