import { type ExportInput, environmentOf } from './environment.ts';
import type { Format } from './format.ts';
import { CONTROL_REFUSED, isInert, type Refusal, refuseUnsafe } from './quoting.ts';

/*
 * Files of NAME=value lines that another program reads. Such a file cannot unset a variable, so it holds only what is
 * set.
 */
function lines(input: ExportInput, quote: (value: string) => string): string {
  return Object.entries(environmentOf(input).set)
    .map(([name, value]) => `${name}=${quote(value)}\n`)
    .join('');
}

const DOTENV_LABEL = '.env file';

/** Where readers part: dotenv keeps `\'` as it is, python-dotenv unescapes it; python-dotenv and dotenv-expand expand `$` even in single quotes. */
const DOTENV_REFUSED: readonly Refusal[] = [
  CONTROL_REFUSED,
  [/['\\]/, 'a value holds a quote or a backslash, which readers of such files take differently'],
  [/\$/, 'a value holds $, which some readers of such files expand'],
];

/** A value as all common readers of .env files take it: bare when it is inert, else in single quotes. */
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
  [/^\s|\s$/u, 'a value begins or ends with a blank, which not every reader keeps'],
];

/** `docker run --env-file` takes all after the first `=` as it stands, quotes included, so nothing can be quoted. */
export function quoteDocker(value: string): string {
  refuseUnsafe(DOCKER_LABEL, value, DOCKER_REFUSED);
  return value;
}

export const dockerEnvFile: Format = {
  id: 'docker-env-file',
  label: DOCKER_LABEL,
  render: (input) => lines(input, quoteDocker),
};
