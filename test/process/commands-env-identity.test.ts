import { spawnSync } from 'node:child_process';
import { fromIni } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import { botocorePython, IMPORT_SESSION } from '../interop/ini-botocore.ts';
import { config, credentials, HOUR, LONG_TERM, own, SECRET, write, writeConfig } from './rig/aws-files.ts';
import { world } from './rig/each-world.ts';

const KEY_ID = 'AKIAKEYFERRYEXAMPLE1';
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/x\n';

/**
 * Settings that the section of a profile can contain besides keys. `what` is null if every tool still uses the keys.
 * Otherwise, `what` matches a part of the refusal.
 */
const kinds: Record<string, { readonly lines: string; readonly what: RegExp | null }> = {
  'a role with another profile as its source': {
    lines: `${ROLE}source_profile = base\n`,
    what: /is an assume-role profile .*every AWS tool uses that role, not the keys of the profile/,
  },
  'a role with itself as its source': {
    lines: `${ROLE}source_profile = admin\n`,
    what: /is an assume-role profile .*every AWS tool uses that role/,
  },
  'a role with the machine as its source': {
    lines: `${ROLE}credential_source = Environment\n`,
    what: /is an assume-role profile/,
  },
  'web identity': {
    lines: `${ROLE}web_identity_token_file = /nowhere/token\n`,
    what: /is a web identity profile .*only some AWS tools use the keys of the profile/,
  },
  'SSO with a session': {
    lines: 'sso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Admin\n',
    what: /is an SSO profile .*only some AWS tools use the keys of the profile/,
  },
  'SSO without a session': {
    lines:
      'sso_start_url = https://demo.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Admin\n',
    what: /is an SSO profile/,
  },
  'a program': { lines: 'credential_process = /nowhere/program\n', what: null },
  'aws login': { lines: 'login_session = arn:aws:iam::111122223333:user/x\n', what: null },
  'a source without a role': { lines: 'source_profile = base\n', what: null },
  settings: { lines: 'region = eu-west-1\noutput = json\n', what: null },
};

const KEYS = `aws_access_key_id = ${KEY_ID}\naws_secret_access_key = ${SECRET}\n`;
const BASE = `[base]\naws_access_key_id = AKIAKEYFERRYEXAMPLE2\naws_secret_access_key = ${SECRET}\n`;
const SESSION = '[sso-session corp]\nsso_start_url = https://demo.awsapps.com/start\nsso_region = eu-west-1\n';

/**
 * The files that contain the keys and the other settings. A refusal contains the file and the line of the other
 * settings.
 */
const places: Record<
  string,
  { readonly put: (lines: string) => void; readonly file: () => string; readonly line: number }
> = {
  'in the config file': {
    put: (lines) => {
      write(BASE, `[admin]\n${KEYS}`);
      writeConfig(`${SESSION}[profile admin]\n${lines}`);
    },
    file: config,
    line: 4,
  },
  'in one section with the keys': {
    put: (lines) => {
      write(BASE, `[admin]\n${KEYS}${lines}`);
      writeConfig(SESSION);
    },
    file: credentials,
    line: 5,
  },
  'under a quoted header with a comment': {
    put: (lines) => {
      write(BASE, `[admin]\n${KEYS}`);
      writeConfig(`${SESSION}[profile \t "admin"] # [mine]\n${lines}`);
    },
    file: config,
    line: 4,
  },
};

const table = Object.keys(kinds).flatMap((kind) => Object.keys(places).map((place) => [kind, place] as const));

/**
 * The method with which botocore, the library of the AWS CLI, gets the keys. If botocore reads the keys in a file, the
 * result also contains their key id.
 */
function botocoreReads(): { method: string; keyId: string | null } {
  const program = `${IMPORT_SESSION}
import json
found = session.Session(profile='admin').get_credentials()
has_keys = found.method in ('shared-credentials-file', 'config-file')
print(json.dumps({'method': found.method, 'keyId': found.access_key if has_keys else None}))
`;
  const env = world.env({ AWS_EC2_METADATA_DISABLED: 'true' });
  const { stdout, stderr } = spawnSync(botocorePython ?? '', ['-c', program], { env, encoding: 'utf8' });
  return stdout === '' ? { method: stderr.trim().split('\n').at(-1) ?? '', keyId: null } : JSON.parse(stdout);
}

/**
 * The id of the key that the SDK for JavaScript uses. The result is `a role` if the SDK would assume a role, and null
 * if the SDK finds no keys.
 */
async function sdkReads(): Promise<string | null> {
  const provider = fromIni({
    profile: 'admin',
    filepath: credentials(),
    configFilepath: config(),
    ignoreCache: true,
    roleAssumer: async () => ({ accessKeyId: 'a role', secretAccessKey: SECRET }),
    roleAssumerWithWebIdentity: async () => ({ accessKeyId: 'a role', secretAccessKey: SECRET }),
  });
  return provider().then(
    ({ accessKeyId }) => accessKeyId,
    () => null,
  );
}

const isAgreed = (readers: readonly (string | null)[]) => readers.every((keyId) => keyId === KEY_ID);

describe('keyferry env and exec for a profile with keys and another source of keys', () => {
  it.each(table)(
    '%s, %s: env and exec give out the keys only if every AWS tool uses these keys',
    async (kind, place) => {
      const { lines = '', what = null } = kinds[kind] ?? {};
      const { put, file, line } = places[place] ?? { put: () => {}, file: () => '', line: 0 };
      put(lines);
      const env = world.keyferry(['env', 'admin', '--shell', 'json']);
      const exec = world.keyferry(['exec', 'admin', '--', 'printenv', 'AWS_ACCESS_KEY_ID']);
      if (what === null) {
        expect(JSON.parse(env.stdout)).toMatchObject({ AccessKeyId: KEY_ID });
        expect(exec).toMatchObject({ status: 0, stdout: `${KEY_ID}\n` });
        return;
      }
      for (const done of [env, exec]) {
        expect(done).toMatchObject({ status: 1, stdout: '' });
        expect(done.stderr).toMatch(what);
        expect(done.stderr).toContain(`(${file()}, line ${line})`);
        expect(done.stderr).toContain('To use this profile, set AWS_PROFILE=admin.');
        expect(done.stderr).not.toContain('EXAMPLE');
      }
    },
  );

  const readable = table.filter(([, place]) => !place.startsWith('under'));
  it.skipIf(botocorePython === undefined).each(readable)(
    `%s, %s: botocore and the SDK for JavaScript both use the keys only where env gives out the keys${botocorePython ? '' : ': no botocore here'}`,
    async (kind, place) => {
      const { lines = '', what = null } = kinds[kind] ?? {};
      places[place]?.put(lines);
      expect(isAgreed([botocoreReads().keyId, await sdkReads()])).toBe(what === null);
    },
  );
});

describe('keyferry env and exec for a profile without keys', () => {
  const beside = {
    ...Object.fromEntries(Object.entries(kinds).map(([kind, { lines }]) => [kind, lines])),
    'keys in the config file': KEYS,
  } as Record<string, string>;

  it.each([
    [
      'a role with another profile as its source',
      /it assumes a role \(role_arn\)\. To use this profile, set AWS_PROFILE=admin\./,
    ],
    ['web identity', /it is a web identity profile\. To use this profile, set AWS_PROFILE=admin\./],
    [
      'SSO with a session',
      /it is an SSO profile\. Sign in with `aws sso login --profile admin`\. To use this profile, set AWS_PROFILE=admin/,
    ],
    [
      'a program',
      /it gets its keys from a program \(credential_process\)\. To use this profile, set AWS_PROFILE=admin/,
    ],
    [
      'aws login',
      /it gets its keys from `aws login`\. Sign in with `aws login --profile admin`\. To use this profile, set AWS_PROFILE=admin/,
    ],
    ['keys in the config file', /its keys are in the config file\. To use this profile, set AWS_PROFILE=admin\./],
    ['settings', /aws_access_key_id or aws_secret_access_key is missing\. Write the profile from the popup/],
  ])('%s: the refusal names the file, the line and the kind of the profile, and says what to do', (kind, sentence) => {
    write(LONG_TERM);
    writeConfig(`${SESSION}[profile admin]\n${beside[kind]}`);
    for (const args of [
      ['env', 'admin', '--shell', 'json'],
      ['exec', 'admin', '--', 'true'],
    ]) {
      const done = world.keyferry(args);
      expect(done).toMatchObject({ status: 1, stdout: '' });
      expect(done.stderr).toContain(`The profile admin (${config()}, line 4) has no keys of its own because`);
      expect(done.stderr).toMatch(sentence);
    }
  });

  it('name the config file in the refusal if the section in the credentials file has no keys', () => {
    write('[admin]\nregion = eu-west-1\n');
    writeConfig(`[profile admin]\n${beside['SSO without a session']}`);
    expect(world.keyferry(['env', 'admin']).stderr).toContain(
      `(${config()}, line 1) has no keys of its own because it is an SSO`,
    );
  });

  it('say in the refusal how the user gets a profile if there is no profile', () => {
    for (const args of [
      ['env', 'dev'],
      ['exec', 'dev', '--', 'true'],
    ]) {
      expect(world.keyferry(args).stderr).toBe(
        `keyferry: There are no profiles in ${credentials()}. Write one in the popup.\n`,
      );
    }
    write(own('other', HOUR));
    expect(world.keyferry(['env', 'dev']).stderr).toContain('There is no profile dev in ');
  });
});
