import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOST_NAME } from '#core/identity.ts';
import type { Random } from './random.ts';

/**
 * A text that would change a terminal: it renames the window, changes the colours, and reverses the direction of the
 * text after it.
 */
export const EVIL = '\u001b]0;owned\u0007\u001b[31m\u009b2J\u202eevil';

/** Files in the home folder that commands read. */
const FILES = {
  credentials: '.aws/credentials',
  config: '.aws/config',
  record: '.local/share/keyferry/install.json',
  list: `.local/share/keyferry/portals/${'a'.repeat(32)}.json`,
  wrapper: '.local/share/keyferry/0.1.0-0123456789ab/keyferry-host',
  chromium: `.config/chromium/NativeMessagingHosts/${HOST_NAME}.json`,
  firefox: `.mozilla/native-messaging-hosts/${HOST_NAME}.json`,
  profiles: '.mozilla/firefox/profiles.ini',
} as const;

const KEYS = 'aws_access_key_id = ASIAKEYFERRYEXAMPLE1\naws_secret_access_key = SECRETKEYFERRYEXAMPLEsecretEXAMPLE\n';

/** For each file, a hostile text. It contains `evil` in every part that can be any text. */
function texts(evil: string, home: string): Record<keyof typeof FILES, string> {
  const portal = 'https://demo.awsapps.com/start';
  const account = { accountId: '111122223333', accountName: evil, roles: [{ roleName: evil, name: evil }] };
  return {
    credentials: `# ${evil}\n[${evil}]\n${KEYS}x_keyferry = 1 111122223333 ${evil} ${portal}\n[p]\n${KEYS}${evil} = ${evil}\nx_security_token_expires = ${evil}\nregion = ${evil}\n`,
    config: `[profile ${evil}]\nsso_session = ${evil}\nregion = ${evil}\n[sso-session ${evil}]\nsso_start_url = ${evil}\n[profile q]\ncredential_process = ${evil}\nsource_profile = ${evil}\n`,
    record: JSON.stringify({
      version: 1,
      files: [join(home, FILES.wrapper), `/tmp/${evil}`].map((path) => ({ path, sha256: evil })),
      folders: [`/tmp/${evil}`],
    }),
    list: JSON.stringify({ version: 1, portal, region: evil, form: 'session', template: evil, accounts: [account] }),
    wrapper: `#!/bin/sh\nprogram='/tmp/${evil}'\nnode='/tmp/${evil}'\n`,
    chromium: JSON.stringify({
      name: HOST_NAME,
      description: evil,
      path: `/tmp/${evil}`,
      type: 'stdio',
      allowed_origins: [evil],
    }),
    firefox: JSON.stringify({
      name: HOST_NAME,
      description: evil,
      path: `/tmp/${evil}`,
      type: 'stdio',
      allowed_extensions: [evil],
    }),
    profiles: `[Profile0]\nName=${evil}\nPath=${evil}\nIsRelative=1\n`,
  };
}

type Place = (path: string, kind: keyof typeof FILES) => void;

function everywhere(home: string, place: Place): void {
  for (const [kind, path] of Object.entries(FILES) as [keyof typeof FILES, string][]) {
    mkdirSync(dirname(join(home, path)), { recursive: true, mode: 0o700 });
    place(join(home, path), kind);
  }
}

const randomBytes = (random: Random, length: number) => Buffer.from(Array.from({ length }, () => random.below(256)));

function mixed(random: Random, text: string): Buffer {
  const at = random.below(text.length);
  const middle = random.pick([randomBytes(random, 20), Buffer.from(EVIL), Buffer.from('\ufffe\u2028\r\v\0')]);
  return Buffer.concat([Buffer.from(text.slice(0, at)), middle, Buffer.from(text.slice(at))]);
}

/** Functions that put hostile files into a home folder. The key of each function describes these files. */
export const hostileHomes: Readonly<Record<string, (home: string, random: Random) => void>> = {
  'control characters in every text': (home) =>
    everywhere(home, (path, kind) => writeFileSync(path, texts(EVIL, home)[kind])),
  'random bytes': (home, random) => everywhere(home, (path) => writeFileSync(path, randomBytes(random, 2000))),
  'valid files with foreign bytes in them': (home, random) =>
    everywhere(home, (path, kind) => writeFileSync(path, mixed(random, texts('x', home)[kind]))),
  'one line of a megabyte': (home) => everywhere(home, (path) => writeFileSync(path, `[${EVIL}${'x'.repeat(2 ** 20)}`)),
  'pipes instead of files': (home) => everywhere(home, (path) => void spawnSync('mkfifo', [path])),
  'folders instead of files': (home) => everywhere(home, (path) => mkdirSync(join(path, EVIL), { recursive: true })),
  'links that lead nowhere or to themselves': (home, random) =>
    everywhere(home, (path) => symlinkSync(random.pick([path, `/nonexistent/${EVIL}`]), path)),
};
