import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { liveRecordIn } from './live-host.ts';
import { PORTAL } from './requests.ts';

export const SECRET_KEY = 'SECRETKEYFERRYEXAMPLE/+=abcdefghijklmnop';

/** A live profile as the function `putRoles` writes it. */
interface LiveRole {
  readonly name: string;
  readonly accountId: string;
  readonly roleName: string;
  readonly region?: string;
  readonly [more: string]: unknown;
}

const INSTALLATION = 'a'.repeat(32);

export const LIVE_ROLES: readonly LiveRole[] = [
  {
    name: 'dev',
    accountId: '111122223333',
    roleName: 'Admin',
    region: 'eu-west-1',
    accountName: 'Development',
    uses: 3,
  },
  {
    name: 'shop',
    accountId: '444455556666',
    roleName: 'Admin',
    region: 'us-east-1',
    accountName: 'Shop',
    production: true,
  },
];

/** A profile with keys and without a region. */
export const WRITTEN = [
  '[written]',
  'aws_access_key_id = ASIAKEYFERRYEXAMPLE1',
  `aws_secret_access_key = ${SECRET_KEY}`,
  'aws_session_token = TOKENKEYFERRYEXAMPLE',
  'x_security_token_expires = 2099-01-01T00:00:00Z',
  `x_keyferry = 1 111122223333 ReadOnly ${PORTAL}`,
  '',
].join('\n');

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
}

/** Writes the files of a person who has live profiles, and one profile with keys. */
export function putRoles(home: string, roles: readonly LiveRole[] = LIVE_ROLES, credentials = WRITTEN): void {
  const entries = roles.map(({ name, ...role }) => [
    name,
    { installation: INSTALLATION, browser: 'Chromium', portal: PORTAL, ...role },
  ]);
  put(liveRecordIn(home), JSON.stringify({ version: 1, profiles: Object.fromEntries(entries) }));
  const sections = roles.map(({ name, accountId, roleName, region }) =>
    [
      `[profile ${name}]`,
      `credential_process = /keyferry credential-process --profile ${name}`,
      ...(region ? [`region = ${region}`] : []),
      `x_keyferry = 1 ${accountId} ${roleName} ${PORTAL}`,
      '',
    ].join('\n'),
  );
  put(join(home, '.aws', 'config'), sections.join('\n'));
  put(join(home, '.aws', 'credentials'), credentials);
}

/** Writes the list of all roles, as the host does when the popup sends the list. */
export function putKeptList(home: string, accounts: readonly object[]): void {
  const list = { version: 1, portal: PORTAL, region: 'eu-west-1', form: 'session', accounts };
  put(join(home, '.local', 'share', 'keyferry', 'portals', `${'0'.repeat(32)}.json`), JSON.stringify(list));
}
