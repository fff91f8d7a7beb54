import type { Integration } from './integration.ts';

export const fish: Integration = {
  wrapper: (program) => `function keyferry
  if test "$argv[1]" = use
    set -e argv[1]
    set -l keyferry_change (${program.join(' ')} use --shell fish $argv)
    or return
    string join \\n -- $keyferry_change | source
  else
    ${program.join(' ')} $argv
  end
end
`,
  completion: (program) => `function __keyferry_words
  set -l words (commandline -opc) (commandline -ct)
  ${program.join(' ')} completion --words -- $words[2..-1] 2>/dev/null
end
complete -c keyferry -e
complete -c keyferry -f -k -a '(__keyferry_words)'
`,
  startLine: 'keyferry shell-init fish | source',
  startFile: '~/.config/fish/config.fish',
};
