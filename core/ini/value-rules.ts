import { withoutComment } from './comment.ts';
import { CLI, DOT_NET, type Found, GO, JAVA, JS } from './reading.ts';

/** Keys that AWS tools use. Capital letters are a problem only in these keys. */
const KNOWN =
  /^(aws_|sso_|role_|mfa_|cli_|s3_|source_profile|credential_|web_identity_|duration_seconds|external_id|region$|output$|ca_bundle|endpoint_url|services$|login_session)/;

/**
 * The key of a line, as a sentence may show it. The line may be a pasted secret that contains `=`. So the key is shown
 * only if its length shows that it cannot be a secret: secret access keys have 40 characters, access key ids 20.
 */
export function shownKey(key: string): string {
  return KNOWN.test(key) || /^[a-z][a-z0-9_]{0,18}$/.test(key) ? key : 'a setting';
}

/**
 * Whether the rules in this file certainly find nothing in a setting. This quick check returns true for nearly every
 * setting, so the rules seldom have to run.
 */
function isPlain(key: string, hasColon: boolean, value: string): boolean {
  const isQuoted = value.startsWith('"') || value.startsWith("'");
  const mayHoldComment = value.includes('#') || value.includes(';');
  return !isQuoted && !mayHoldComment && !hasColon && key === key.toLowerCase();
}

const NONE: readonly Found[] = [];

/**
 * Finds the parts of a setting that tools read differently. Does not check the indent of the line.
 * @param hasColon whether the setting has `:` instead of `=`
 */
export function valueProblems(key: string, hasColon: boolean, value: string): readonly Found[] {
  return isPlain(key, hasColon, value) ? NONE : problemsOf(key, hasColon, value);
}

function problemsOf(key: string, hasColon: boolean, value: string): Found[] {
  const found: Found[] = [];
  const name = shownKey(key.toLowerCase());
  if (hasColon) {
    const what = `has a colon after ${name}, so ${JS} ignores the setting, and the SDKs for Java and .NET refuse the file`;
    found.push({ rule: 'colon', tools: [JS, JAVA, DOT_NET], what, remedy: 'Write = instead of the colon.' });
  }
  if (/[A-Z]/.test(key) && KNOWN.test(key.toLowerCase())) {
    const what = `writes ${name} with capital letters, so ${JS} ignores the setting`;
    found.push({ rule: 'upper-case-key', tools: [JS], what, remedy: `Write ${name}.` });
  }
  if (withoutComment(value) !== value) {
    const what = `has a comment after the value of ${name}: ${CLI} reads it as part of the value, and the SDKs for JavaScript and Go do not`;
    found.push({ rule: 'trailing-comment', tools: [CLI], what, remedy: 'Put the comment on a line of its own.' });
  }
  if (value === '"' || value === "'") {
    const what = `has a single quote as the value of ${name}, so ${GO} cannot read the file`;
    found.push({ rule: 'lone-quote', severity: 'error', tools: [GO], what, remedy: 'Remove the quote.' });
  } else if (/^(".*"|'.*')$/.test(value) && key.toLowerCase() !== 'credential_process') {
    const what = `has quotes around the value of ${name}: ${GO} removes them, and ${CLI} reads them as part of the value`;
    found.push({ rule: 'quotes', tools: [CLI, JS, GO], what, remedy: 'Remove the quotes.' });
  }
  return found;
}
