/**
 * Latin spellings of letters. Each word of this string begins with a Latin spelling. After the spelling come all
 * letters that are spelled in this way. A letter with an accent needs no entry, unless the letter without the accent
 * has another spelling (й, ў). Greek follows ISO 843, and Cyrillic follows the spellings in passports.
 */
const SPELLINGS =
  'ssß aeæ oeœ oøɔөοоω lłλл ljљ dđðɗдδ thþθ hħһ iηıιиі nŋңνн tŧτт eəɛεеэ fƒφф kĸƙκкқќ bɓб aαаә vβв gγгґғѓ zζз mμм ' +
  'xξ pπп rρр sσςс yυйы jј chχч psψ zhж uуўұү khх tsц shш shchщ yuю yaя yiї yeє djђ njњ cћ dzџѕ';
/** Cyrillic letters without a spelling of their own: they only change how the letter before them sounds. */
const SILENT = 'ъь';

const table = new Map<string, string>([...SILENT].map((letter) => [letter, '']));
for (const [, spelling = '', letters = ''] of SPELLINGS.matchAll(/([a-z]+)(\S+)/g)) {
  for (const letter of letters) table.set(letter, spelling);
}

const isUpper = (letter = ''): boolean => letter !== letter.toLowerCase();
const isLower = (letter = ''): boolean => letter !== letter.toUpperCase();

/** The spelling of one letter. `Ш` becomes `Sh`, or `SH` in a word of capitals. */
function spell(letter: string, before: string | undefined, next: string | undefined): string {
  const spelling = table.get(letter.toLowerCase());
  if (spelling === undefined) return letter;
  if (!isUpper(letter)) return spelling;
  const inCapitals = isUpper(next) || (isUpper(before) && !isLower(next));
  return inCapitals ? spelling.toUpperCase() : spelling.slice(0, 1).toUpperCase() + spelling.slice(1);
}

function spellAll(text: string): string {
  const letters = [...text];
  return letters.map((letter, at) => spell(letter, letters[at - 1], letters[at + 1])).join('');
}

/**
 * The text with Latin, Greek and Cyrillic letters in ASCII: `Größe` → `Grosse`, `Москва` → `Moskva`. Letters of other
 * scripts stay.
 */
export function toLatin(text: string): string {
  if (!/[^ -~]/.test(text)) return text;
  const withoutAccents = spellAll(text.normalize('NFC')).normalize('NFKD').replace(/\p{M}/gu, '');
  return spellAll(withoutAccents);
}

/** Whether a profile name cannot contain all letters and digits of the text. */
export const losesLetters = (text: string): boolean => /(?![A-Za-z0-9])[\p{L}\p{N}]/u.test(toLatin(text));
