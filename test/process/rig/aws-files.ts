import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { beforeEach } from 'vitest';
import { world } from './each-world.ts';
import { PORTAL } from './requests.ts';

export const HOUR = 3_600_000;
/** The time that is `ms` milliseconds from now, in the format of the credentials file. */
export const later = (ms: number) => `${new Date(Date.now() + ms).toISOString().slice(0, 19)}Z`;

export const SECRET = 'SECRETKEYFERRYEXAMPLE/+=abcdefghijklmnop';
export const TOKEN = 'TOKENKEYFERRYEXAMPLE/+=abcdefghijklmnopqrstuvwxyz';

/** A section as Keyferry writes it. The keys expire in `ms` milliseconds. */
export function own(name: string, ms: number, more = '', account = '111122223333'): string {
  return [
    `[${name}]`,
    'aws_access_key_id = ASIAKEYFERRYEXAMPLE1',
    `aws_secret_access_key = ${SECRET}`,
    `aws_session_token = ${TOKEN}`,
    `x_security_token_expires = ${later(ms)}`,
    `x_keyferry = 1 ${account} Admin ${PORTAL}`,
    more,
  ].join('\n');
}

export const LONG_TERM = `[prod]\naws_access_key_id = AKIAKEYFERRYEXAMPLE1\naws_secret_access_key = ${SECRET}\n`;
export const OTHER = `[other]\naws_access_key_id = ASIAKEYFERRYEXAMPLE2\naws_secret_access_key = ${SECRET}\naws_session_token = ${TOKEN}\n`;
export const INDIRECT = '[role]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = prod\n';

/* The AWS files of the temporary user. The AWS folder exists in every test. */
beforeEach(() => {
  mkdirSync(world.path('.aws'), { mode: 0o700 });
});
export const credentials = () => world.path('.aws/credentials');
export const config = () => world.path('.aws/config');
export const write = (...sections: string[]) => writeFileSync(credentials(), sections.join('\n'), { mode: 0o600 });
export const writeConfig = (text: string) => writeFileSync(config(), text);
export const read = () => readFileSync(credentials(), 'utf8');
