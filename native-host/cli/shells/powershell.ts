import type { Integration } from './integration.ts';

/** The words of the program in a command line. A quoted word may be `'a' + 'b'`, so each word is in parentheses. */
const words = (program: readonly string[]): string => program.map((word) => `(${word})`).join(' ');

export const powershell: Integration = {
  wrapper: (program) => `function keyferry {
  if ($args.Count -gt 0 -and $args[0] -ceq 'use') {
    $keyferryRest = @($args | Select-Object -Skip 1)
    $keyferryChange = & ${words(program)} use --shell powershell @keyferryRest
    if ($LASTEXITCODE -eq 0) { $keyferryChange | Out-String | Invoke-Expression }
  } else {
    & ${words(program)} @args
  }
}
`,
  completion: (program) => `Register-ArgumentCompleter -Native -CommandName keyferry -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $keyferryWords = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $keyferryNew = @(if ($wordToComplete -eq '') { '--new-word' })
  & ${words(program)} completion --words @keyferryNew '--' @keyferryWords 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
  startLine: 'keyferry shell-init powershell | Out-String | Invoke-Expression',
  startFile: '$PROFILE',
};
