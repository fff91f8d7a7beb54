import { spawnSync } from 'node:child_process';
import { fromIni } from '@aws-sdk/credential-providers';
import { describe, expect, it } from 'vitest';
import { botocorePython, IMPORT_SESSION } from '../interop/ini-botocore.ts';
import { config, credentials, SECRET, write, writeConfig } from './rig/aws-files.ts';
import { world } from './rig/each-world.ts';

const KEY_ID = 'AKIAKEYFERRYEXAMPLE1';
const OTHER_ID = 'AKIAKEYFERRYEXAMPLE2';
const ID = `aws_access_key_id = ${KEY_ID}\n`;
const SECRET_KEY = `aws_secret_access_key = ${SECRET}\n`;
const DEV = `[dev]\n${ID}${SECRET_KEY}`;
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/x\nsource_profile = base\n';
const OTHER_KEYS = `aws_access_key_id = ${OTHER_ID}\n${SECRET_KEY}`;

/** The texts of the two AWS files, and the sentence that the commands print about the profile `dev`. */
interface Case {
  readonly credentials: string;
  readonly config?: string;
  /** The file and the line that the sentence mentions. */
  readonly file: 'credentials' | 'config';
  readonly line: number;
  readonly says: RegExp;
}

/**
 * In these cases, some tools do not read all settings, but all tools read the same keys. So the commands print the keys
 * and a warning.
 */
const printed: Record<string, Case> = {
  'a dot instead of the blank in a header of another profile': {
    credentials: DEV,
    config: `[profile.other]\n${OTHER_KEYS}`,
    file: 'config',
    line: 1,
    says: /begins a section \[profile\.other\]/,
  },
  'a second section of another profile': {
    credentials: `${DEV}[a]\nk = 1\n[b]\n[a]\n`,
    file: 'credentials',
    line: 7,
    says: /begins a second section \[a\] \(the first is on line 4\), so the AWS CLI cannot read the file\. Merge/,
  },
  'a second section of the profile in the config file': {
    credentials: DEV,
    config: '[profile dev]\noutput = json\n[profile dev]\noutput = text\n',
    file: 'config',
    line: 3,
    says: /begins a second section \[profile dev\]/,
  },
  'a setting that occurs twice': {
    credentials: DEV,
    config: '[profile dev]\nregion = eu-west-1\nregion = eu-west-2\n',
    file: 'config',
    line: 3,
    says: /sets region again \(the first is on line 2\), so the AWS CLI cannot read the file\. Remove/,
  },
  'a line without =': {
    credentials: `${DEV}what\n`,
    file: 'credentials',
    line: 4,
    says: /is no section, comment or setting, so the AWS CLI cannot read the file\. Remove/,
  },
  'text before the first section': {
    credentials: DEV,
    config: 'region = eu-west-1\n[profile dev]\n',
    file: 'config',
    line: 1,
    says: /is before the first section, so the AWS CLI cannot read the file\. Remove/,
  },
  'an unclosed header in the section of another profile': {
    credentials: `${DEV}[a]\n[b\n`,
    file: 'credentials',
    line: 5,
    says: /begins like a section but has no \]/,
  },
  'a nested block without =': {
    credentials: DEV,
    config: '[profile dev]\ns3 =\n  fast\n',
    file: 'config',
    line: 3,
    says: /is indented under a setting without a value and has no =, so the AWS CLI cannot read the file\. Write/,
  },
  'a section __proto__': {
    credentials: `${DEV}[__proto__]\nk = 1\n`,
    file: 'credentials',
    line: 4,
    says: /begins a section \[__proto__\], so the AWS SDK for JavaScript reads nothing of the file\. Rename/,
  },
  'a quoted setting': {
    credentials: `${DEV}output = "json"\n`,
    file: 'credentials',
    line: 4,
    says: /has quotes around the value of output: the AWS SDK for Go removes them.*Remove the quotes\./,
  },
  'a comment after the region': {
    credentials: DEV,
    config: '[profile dev]\nregion = eu-west-1 # home\n',
    file: 'config',
    line: 2,
    says: /has a comment after the value of region.*Put the comment on a line of its own\./,
  },
  'a colon after a key': {
    credentials: `[dev]\naws_access_key_id: ${KEY_ID}\n${SECRET_KEY}`,
    file: 'credentials',
    line: 2,
    says: /has a colon after aws_access_key_id, so the AWS SDK for JavaScript ignores the setting.*Write =/,
  },
  'a key in capital letters': {
    credentials: `[dev]\nAWS_ACCESS_KEY_ID = ${KEY_ID}\n${SECRET_KEY}`,
    file: 'credentials',
    line: 2,
    says: /writes aws_access_key_id with capital letters, so the AWS SDK for JavaScript ignores.*Write aws_access_key_id\./,
  },
  'keys indented below their header': {
    credentials: `[dev]\n  ${ID}  ${SECRET_KEY}`,
    file: 'credentials',
    line: 2,
    says: /is indented, so older versions of the AWS SDK for Go do not read the setting.*Remove the blanks/,
  },
  'an older token beside the newer one': {
    credentials: `${DEV}aws_session_token = new\naws_security_token = old\n`,
    file: 'credentials',
    line: 5,
    says: /sets a different token from the one in aws_session_token, and the AWS CLI uses the token on this line\. Remove the line\./,
  },
  'a section DEFAULT in the config file': {
    credentials: DEV,
    config: '[DEFAULT]\nregion = eu-west-1\n',
    file: 'config',
    line: 1,
    says: /begins a section \[DEFAULT\], which the AWS CLI copies into every profile.*Move its settings/,
  },
  'a header that the SDK for JavaScript does not see': {
    credentials: `[dev]# mine\n${ID}${SECRET_KEY}`,
    file: 'credentials',
    line: 1,
    says: /is not a header for the AWS SDK for JavaScript.*Put a blank before the comment/,
  },
  'a byte order mark in the config file': {
    credentials: DEV,
    config: '\ufeff[profile dev]\noutput = json\n',
    file: 'config',
    line: 1,
    says: /holds a byte order mark, which the AWS CLI cannot read\. Save the file/,
  },
};

/**
 * In these cases, tools read different keys, or perhaps read different keys. So the commands refuse to use the keys.
 */
const refused: Record<string, Case> = {
  'a dot instead of the blank in a header of the config file, with another role': {
    credentials: `${DEV}[base]\n${OTHER_KEYS}`,
    config: `[profile.dev]\n${ROLE}`,
    file: 'config',
    line: 1,
    says: /begins a section \[profile\.dev\], which the AWS SDK for JavaScript reads as \[profile dev\].*Write a blank/,
  },
  'a quoted key': {
    credentials: `[dev]\naws_access_key_id = "${KEY_ID}"\n${SECRET_KEY}`,
    file: 'credentials',
    line: 2,
    says: /has quotes around the value of aws_access_key_id.*Remove the quotes\./,
  },
  'a quoted token': {
    credentials: `${DEV}aws_session_token = 'token'\n`,
    file: 'credentials',
    line: 4,
    says: /has quotes around the value of aws_session_token/,
  },
  'a comment after a key': {
    credentials: `[dev]\naws_access_key_id = ${KEY_ID} # mine\n${SECRET_KEY}`,
    file: 'credentials',
    line: 2,
    says: /has a comment after the value of aws_access_key_id.*Put the comment on a line of its own\./,
  },
  'a key that occurs twice': {
    credentials: `${DEV}aws_access_key_id = ${OTHER_ID}\n`,
    file: 'credentials',
    line: 4,
    says: /sets aws_access_key_id again \(the first is on line 2\)/,
  },
  'a colon after a key, and other keys in the config file': {
    credentials: `[dev]\naws_access_key_id: ${KEY_ID}\n${SECRET_KEY}`,
    config: `[profile dev]\n${OTHER_KEYS}`,
    file: 'credentials',
    line: 2,
    says: /has a colon after aws_access_key_id/,
  },
  'a key in capital letters, and a program in the config file': {
    credentials: `[dev]\nAWS_ACCESS_KEY_ID = ${KEY_ID}\n${SECRET_KEY}`,
    config: '[profile dev]\ncredential_process = /nowhere/program\n',
    file: 'credentials',
    line: 2,
    says: /writes aws_access_key_id with capital letters/,
  },
  'keys indented below their header, and other keys in the config file': {
    credentials: `[dev]\n  ${ID}  ${SECRET_KEY}`,
    config: `[profile dev]\n${OTHER_KEYS}`,
    file: 'credentials',
    line: 2,
    says: /is indented, so older versions of the AWS SDK for Go do not read/,
  },
  'a section __proto__, and other keys in the config file': {
    credentials: `${DEV}[__proto__]\nk = 1\n`,
    config: `[profile dev]\n${OTHER_KEYS}`,
    file: 'credentials',
    line: 4,
    says: /begins a section \[__proto__\]/,
  },
  'a header that the SDK for JavaScript does not see, and other keys in the config file': {
    credentials: `[dev]# mine\n${ID}${SECRET_KEY}`,
    config: `[profile dev]\n${OTHER_KEYS}`,
    file: 'credentials',
    line: 1,
    says: /is not a header for the AWS SDK for JavaScript/,
  },
  "another profile's keys below a header that the SDK for JavaScript does not see": {
    credentials: `${DEV}[prod]# mine\n${OTHER_KEYS}`,
    file: 'credentials',
    line: 4,
    says: /is not a header for the AWS SDK for JavaScript, which reads the settings below it as settings of the section above/,
  },
  "another profile's role below two such headers": {
    credentials: DEV,
    config: `[profile dev]\noutput = json\n[profile a]# a\n[profile b]# b\n${ROLE}`,
    file: 'config',
    line: 4,
    says: /is not a header for the AWS SDK for JavaScript/,
  },
  'an unclosed header before keys': {
    credentials: `[dev]\n[prod\n${OTHER_KEYS}`,
    file: 'credentials',
    line: 2,
    says: /begins like a section but has no \]/,
  },
  'an indented role': {
    credentials: DEV,
    config: `[profile dev]\nregion = eu-west-1\n  ${ROLE}`,
    file: 'config',
    line: 3,
    says: /is indented, so the AWS CLI reads it as part of the value above, and other tools do not/,
  },
  'a role in a section DEFAULT': {
    credentials: DEV,
    config: `[DEFAULT]\n${ROLE}`,
    file: 'config',
    line: 1,
    says: /begins a section \[DEFAULT\]/,
  },
  'a role behind a line break that only some tools know': {
    credentials: DEV,
    config: `# mine\r[profile dev]\r${ROLE.replaceAll('\n', '\r')}`,
    file: 'config',
    line: 1,
    says: /holds a line break that only some tools know/,
  },
};

function put({ credentials: text, config: settings }: Case): void {
  write(text);
  if (settings !== undefined) writeConfig(settings);
}

const start = ({ file, line }: Case) => `Line ${line} of ${file === 'config' ? config() : credentials()} `;

const run = (command: string) => {
  const args = { env: ['env', 'dev', '--shell', 'json'], exec: ['exec', 'dev', '--', 'printenv', 'AWS_ACCESS_KEY_ID'] };
  return world.keyferry(args[command as keyof typeof args] ?? ['status', '--json']);
};

const both = Object.entries({ ...printed, ...refused });
const isRead = (keyId: string | null) => [null, KEY_ID].includes(keyId);

/** The id of the keys that botocore reads, or null if botocore reads no keys. */
function botocoreKeyId(): string | null {
  const program = `${IMPORT_SESSION}print(session.Session(profile='dev').get_credentials().access_key)`;
  const env = world.env({ AWS_EC2_METADATA_DISABLED: 'true' });
  return spawnSync(botocorePython ?? '', ['-c', program], { env, encoding: 'utf8' }).stdout.trim() || null;
}

const sdkKeyId = (): Promise<string | null> =>
  fromIni({ profile: 'dev', filepath: credentials(), configFilepath: config(), ignoreCache: true })().then(
    ({ accessKeyId }) => accessKeyId,
    () => null,
  );

describe('a profile that some AWS tool reads differently or not at all', () => {
  it.each(Object.entries(printed))('%s: env and exec give out the keys and warn', (_what, each) => {
    put(each);
    const env = run('env');
    const exec = run('exec');
    expect(JSON.parse(env.stdout)).toMatchObject({ AccessKeyId: KEY_ID });
    expect(exec).toMatchObject({ status: 0, stdout: `${KEY_ID}\n` });
    for (const { stderr } of [env, exec]) {
      const line = stderr.split('\n').find((text) => text.startsWith(`keyferry: ${start(each)}`));
      expect(line).toMatch(each.says);
    }
  });

  it.each(Object.entries(refused))('%s: env and exec refuse the keys', (_what, each) => {
    put(each);
    for (const done of [run('env'), run('exec')]) {
      expect(done).toMatchObject({ status: 1, stdout: '' });
      expect(done.stderr).toMatch(each.says);
      expect(done.stderr).toContain(`keyferry: ${start(each)}`);
      expect(done.stderr).toContain('The keys of profile dev were not given out.');
      expect(done.stderr).not.toMatch(/EXAMPLE/);
    }
  });

  it.each(both)('%s: status lists the profiles, and warns with the same sentence as doctor', (_what, each) => {
    put(each);
    const { status, stdout, stderr } = run('status');
    expect(status).toBe(0);
    expect(JSON.parse(stdout).profiles).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'dev' })]));
    const line = stderr.split('\n').find((text) => text.startsWith(`keyferry: ${start(each)}`)) ?? '';
    expect(line).toMatch(each.says);
    const [sentence = ''] = line.slice('keyferry: '.length).split(/\. (?=[A-Z])/, 1);
    expect(world.keyferry(['doctor']).stdout).toContain(sentence);
  });

  it.skipIf(botocorePython === undefined).each(Object.entries(printed))(
    `%s: botocore reads the keys that Keyferry reads, or no keys${botocorePython ? '' : ' (no botocore here)'}`,
    (_what, each) => {
      put(each);
      expect(botocoreKeyId()).toSatisfy(isRead);
    },
  );

  it.each(Object.entries(printed))(
    '%s: the SDK for JavaScript reads the keys that Keyferry reads, or no keys',
    async (_what, each) => {
      put(each);
      expect(await sdkKeyId()).toSatisfy(isRead);
    },
  );

  it('causes no warning if env is called for another profile', () => {
    write(`${DEV}[other]\noutput = "json"\nregion = eu-west-1 # home\n`);
    expect(run('env')).toMatchObject({ status: 0, stderr: '' });
  });

  it('env and status name five problems of the file, and only count the other problems of the file', () => {
    write(`${DEV}${'what\n'.repeat(8)}`);
    for (const command of ['env', 'status']) {
      const { stderr } = run(command);
      expect(stderr.match(/^keyferry: Line /gm)).toHaveLength(5);
      expect(stderr).toContain('has 3 more problems. Run `keyferry doctor` to see all.');
    }
  });
});
