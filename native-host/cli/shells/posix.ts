import type { Integration } from './integration.ts';

/* The texts for bash and zsh. The shell evaluates the output of `keyferry use` only if the command succeeded. */

const wrapper = (program: readonly string[], shell: 'bash' | 'zsh'): string => `keyferry() {
  if [ "\${1-}" = use ]; then
    shift
    local keyferry_change
    keyferry_change="$(${program.join(' ')} use --shell ${shell} "$@")" || return
    eval "$keyferry_change"
  else
    ${program.join(' ')} "$@"
  fi
}
`;

/*
 * bash splits a word at `:`, `=` and `@` too, and a completion replaces only the last part of the word. So the earlier
 * parts are removed from each completion. bash before 4.4 does not know the option `nosort`.
 */
const bashCompletion = (program: readonly string[]): string => `_keyferry_complete() {
  local line="\${COMP_LINE:0:$COMP_POINT}" reply
  local -a words
  read -ra words <<< "$line"
  case "$line" in *' ') words+=('') ;; esac
  local last="\${words[\${#words[@]}-1]}" word="\${COMP_WORDS[COMP_CWORD]}"
  case "$word" in [:=@]) word= ;; esac
  COMPREPLY=()
  while IFS= read -r reply; do
    COMPREPLY+=("\${reply#"\${last%"$word"}"}")
  done < <(${program.join(' ')} completion --words -- "\${words[@]:1}" 2>/dev/null)
}
complete -o nosort -F _keyferry_complete keyferry 2>/dev/null || complete -F _keyferry_complete keyferry
`;

const zshCompletion = (program: readonly string[]): string => `_keyferry() {
  local -a keyferry_words
  keyferry_words=("\${(@f)$(${program.join(' ')} completion --words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -V keyferry -a keyferry_words
}
if (( $+functions[compdef] )); then compdef _keyferry keyferry; fi
`;

export const bash: Integration = {
  wrapper: (program) => wrapper(program, 'bash'),
  completion: bashCompletion,
  startLine: 'eval "$(keyferry shell-init bash)"',
  startFile: '~/.bashrc',
};

export const zsh: Integration = {
  wrapper: (program) => wrapper(program, 'zsh'),
  completion: zshCompletion,
  startLine: 'eval "$(keyferry shell-init zsh)"',
  startFile: '~/.zshrc, after compinit',
};
