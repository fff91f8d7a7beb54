import type { Integration } from './integration.ts';

/**
 * The words that start the program in elvish. The function `external` of elvish makes a command from the first word.
 */
const call = ([command = '', ...rest]: readonly string[]): string => ['(external ', command, ') ', ...rest].join('');

export const elvish: Integration = {
  wrapper: (program) => `edit:add-var keyferry~ {|@words|
  if (and (> (count $words) 0) (eq $words[0] use)) {
    var change = (${call(program)} use --shell elvish (all $words[1..]) | slurp)
    eval $change
  } else {
    ${call(program)} $@words
  }
}
`,
  completion: (program) => `set edit:completion:arg-completer[keyferry] = {|@words|
  ${call(program)} completion --words -- (all $words[1..]) 2>/dev/null | from-lines
}
`,
  startLine: 'eval (keyferry shell-init elvish | slurp)',
  startFile: '~/.config/elvish/rc.elv',
};
