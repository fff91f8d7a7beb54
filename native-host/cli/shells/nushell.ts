import type { Integration } from './integration.ts';

/* Nushell cannot evaluate text, so `use` prints JSON for it. */

const parts = (program: readonly string[]) => ({ command: program[0] ?? '', rest: program.slice(1).join(' ') });

export const nushell: Integration = {
  wrapper(program) {
    const { command, rest } = parts(program);
    return `def --env --wrapped keyferry [...words: string@"nu-complete keyferry"] {
  if ($words | is-not-empty) and ($words | first) == 'use' {
    let text = (^${command} ${rest} use --shell nushell ...($words | skip 1))
    if ($text | is-not-empty) {
      let change = ($text | from json)
      hide-env --ignore-errors ...$change.unset
      load-env $change.set
    }
  } else {
    ^${command} ${rest} ...$words
  }
}
`;
  },
  completion(program) {
    const { command, rest } = parts(program);
    return `def "nu-complete keyferry" [line: string] {
  ^${command} ${rest} completion --words -- ...($line | split row --regex ' +' | skip 1) | lines
}
`;
  },
  startLine:
    'mkdir ($nu.data-dir | path join vendor/autoload); keyferry shell-init nushell | save -f ($nu.data-dir | path join vendor/autoload/keyferry.nu)',
  startFile: 'run this line once, and again after each update',
};
