import { KeyferryError } from '#core/errors.ts';

/*
 * Checks the options that the user gives for ssh. Keyferry starts ssh three times for one session, and each option must
 * work in all these calls. ssh must not read any of the words as a host or as a command.
 */

/** Options of ssh that take a value. */
const WITH_VALUE = 'BbcDEeFIiJLlmoPpRw';
/** Options of ssh that Keyferry refuses, because they would break one of the calls in which Keyferry starts ssh. */
const REFUSED = 'fGMNnOQSsVW';

const refuse = (why: string): KeyferryError => new KeyferryError('USAGE', { why });

/**
 * Checks the name of the host.
 * @returns the same name
 * @throws KeyferryError USAGE if the name is missing, or if ssh could read it as an option
 */
export function checkedHost(host: string | undefined): string {
  if (host === undefined) throw refuse('Name the host, as in an ssh command');
  if (host.startsWith('-') || /[\s\p{Cc}]/u.test(host))
    throw refuse(`${JSON.stringify(host)} is not the name of a host`);
  return host;
}

/** Whether this word ends with an option whose value is the next word. @throws KeyferryError USAGE */
function needsNextWord(word: string): boolean {
  if (!word.startsWith('-') || word === '-' || word.startsWith('--'))
    throw refuse(`Only options of ssh may follow --, but ${JSON.stringify(word)} is not an option`);
  for (const [at, letter] of [...word].entries()) {
    if (at === 0) continue;
    if (REFUSED.includes(letter)) throw refuse(`Keyferry cannot use the option -${letter} of ssh`);
    if (WITH_VALUE.includes(letter)) return at === word.length - 1;
  }
  return false;
}

/**
 * Checks the options for ssh.
 * @returns the same options
 * @throws KeyferryError USAGE for a word that is not an option, and for an option that Keyferry cannot use
 */
export function checkedOptions(words: readonly string[]): readonly string[] {
  let isValue = false;
  for (const word of words) isValue = isValue ? false : needsNextWord(word);
  if (isValue) throw refuse(`The option ${words.at(-1)} of ssh needs a value`);
  return words;
}
