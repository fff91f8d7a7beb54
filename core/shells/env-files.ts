import { type ExportInput, environmentOf } from './environment.ts';
import type { Format } from './format.ts';
import { CONTROL_REFUSED, isInert, type Refusal, refuseUnsafe } from './quoting.ts';

/*
 * Files with lines of the form NAME=value, for other programs. Such a file can only set variables: it cannot unset a
 * variable.
 */
function lines(input: ExportInput, quote: (value: string) => string): string {
  return Object.entries(environmentOf(input).set)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('');
}

const DOTENV_LABEL = '.env file';

/**
 * Programs read quotes, backslashes and `$` differently. For example, dotenv keeps `\'`, but python-dotenv unescapes
 * it. python-dotenv and dotenv-expand expand `$` even in single quotes.
 */
const DOTENV_REFUSED: readonly Refusal[] = [
  CONTROL_REFUSED,
  [/['\\]/, 'a value contains a quote or a backslash, which programs that read such files treat differently'],
  [/\$/, 'a value contains $, which some programs that read such files expand'],
];

/**
 * A value in a form that all common readers of .env files understand in the same way: without quotes if no character of
 * the value is special, otherwise in single quotes.
 * @throws KeyferryError VALUE_UNSAFE
 */
export function quoteDotenv(value: string): string {
  refuseUnsafe(DOTENV_LABEL, value, DOTENV_REFUSED);
  return isInert(value) ? value : `'${value}'`;
}

export const dotenv: Format = {
  id: 'dotenv',
  label: DOTENV_LABEL,
  render: (input) => lines(input, quoteDotenv),
};

const DOCKER_LABEL = 'Docker env file';

const DOCKER_REFUSED: readonly Refusal[] = [
  CONTROL_REFUSED,
  [/^\s|\s$/u, 'a value starts or ends with a blank, which some programs remove'],
];

/**
 * A value for `docker run --env-file`. Docker takes everything after the first `=` literally, including quotes.
 * @throws KeyferryError VALUE_UNSAFE
 */
export function quoteDocker(value: string): string {
  refuseUnsafe(DOCKER_LABEL, value, DOCKER_REFUSED);
  return value;
}

export const dockerEnvFile: Format = {
  id: 'docker-env-file',
  label: DOCKER_LABEL,
  render: (input) => lines(input, quoteDocker),
};
