import type { Integration } from './integration.ts';

/*
 * tcsh has no functions, so `keyferry` is an alias. The alias adds the word `_` after the arguments of `keyferry`. tcsh
 * cannot read the first word of an empty list, so without `_` a call without arguments would fail. Every line ends with
 * `;`, because `eval` joins the lines of a command's output.
 */
export const tcsh: Integration = {
  wrapper: (program) =>
    [
      `set _keyferry_program = (${program.join(' ')});`,
      "alias keyferry 'set _keyferry = (\\!* _); set _keyferry_words = (\\!*);",
      'if ("$_keyferry[1]:q" == use) shift _keyferry_words;',
      'if ("$_keyferry[1]:q" != use) $_keyferry_program:q $_keyferry_words:q;',
      'if ("$_keyferry[1]:q" == use) eval "`$_keyferry_program:q use --shell tcsh $_keyferry_words:q`"\';\n',
    ].join(' '),
  completion: () => "complete keyferry 'p@*@`$_keyferry_program:q completion --words`@';\n",
  startLine: 'eval "`keyferry shell-init tcsh`"',
  startFile: '~/.tcshrc',
};
