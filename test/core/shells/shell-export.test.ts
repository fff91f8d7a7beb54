import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { parse as parseIni } from 'ini';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { quoteIni } from '#core/shells/aws-forms.ts';
import { quoteDocker, quoteDotenv } from '#core/shells/env-files.ts';
import { environmentOf, failedEnvironment, formatById, formats, shells } from '#core/shells/shell-export.ts';
import { exampleInput, nastyText, nastyTexts, quoteOrRefuse } from '../../interop/shell-values.ts';
import '../../fixed-seed.ts';

const { credentials } = exampleInput;
const { region: _, ...withoutRegion } = exampleInput;

const render = (id: string, input = exampleInput) => formatById(id)?.render(input) ?? '';

describe('the export formats', () => {
  it('have unique ids and unique labels, and a search by id needs the exact id', () => {
    expect(new Set(formats.map(({ id }) => id)).size).toBe(18);
    expect(new Set(formats.map(({ label }) => label)).size).toBe(18);
    for (const format of formats) expect(formatById(format.id)).toBe(format);
    for (const id of ['', 'Bash', 'constructor', '__proto__']) expect(formatById(id)).toBeNull();
  });

  it('can remove the exported variables again in every shell', () => {
    for (const { id } of shells) expect(formatById(id)?.unset?.(), id).toContain('AWS_SESSION_TOKEN');
  });

  it('can write keys in the form that AWS issues', () => {
    for (const format of formats) expect(format.render(exampleInput), format.id).toContain('EXAMPLE');
  });
});

describe('the environment of an export', () => {
  it('sets the keys, the expiry and a chosen region, and removes variables that tools would use instead', () => {
    expect(environmentOf(exampleInput)).toEqual({
      set: {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        AWS_CREDENTIAL_EXPIRATION: '2026-11-21T10:00:00Z',
        AWS_REGION: 'eu-central-1',
        AWS_DEFAULT_REGION: 'eu-central-1',
      },
      unset: ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE', 'AWS_SECURITY_TOKEN'],
    });
    expect(Object.keys(environmentOf(withoutRegion).set)).not.toContain('AWS_REGION');
  });

  it('removes an old session token and an old expiry time if the new keys have no token and no expiry time', () => {
    const { accessKeyId, secretAccessKey } = credentials;
    const longTerm = { ...withoutRegion, credentials: { accessKeyId, secretAccessKey } };
    const { set, unset } = environmentOf(longTerm);
    expect(set).toEqual({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    expect(unset).toEqual(expect.arrayContaining(['AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION', 'AWS_PROFILE']));
    for (const format of formats) expect(format.render(longTerm), format.id).not.toContain('undefined');
  });
});

describe('the environment after a failure', () => {
  it('attack 56: removes every earlier identity, and names a profile that does not exist', () => {
    expect(failedEnvironment.set).toEqual({ AWS_PROFILE: 'keyferry-failed' });
    const identities = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'];
    expect(failedEnvironment.unset).toEqual(
      expect.arrayContaining([...identities, 'AWS_DEFAULT_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN']),
    );
  });

  it('attack 56: is set only by the formats for shells', () => {
    const ids = formats.filter(({ failure }) => failure !== undefined).map(({ id }) => id);
    expect(ids).toEqual(shells.map(({ id }) => id));
  });
});

describe('every quoting function', () => {
  const quoters = [...shells, { id: 'dotenv', quote: quoteDotenv }, { id: 'docker', quote: quoteDocker }];

  it.each(quoters)(
    'attack 13: refuses values that no environment variable can contain; the error never shows the value: $id',
    ({ quote }) => {
      for (const value of ['SECRETEXAMPLE\0', 'SECRETEXAMPLE\ud800']) {
        expect(() => quote(value)).toThrow(KeyferryError);
        expect(() => quote(value)).not.toThrow(/SECRETEXAMPLE/);
      }
    },
  );

  it('attack 13: writes a value on one line for every shell except sh', () => {
    for (const shell of shells.filter(({ id }) => id !== 'sh')) {
      for (const value of nastyTexts) expect(quoteOrRefuse(shell, value) ?? '', shell.id).not.toMatch(/[\r\n]/);
    }
  });
});

describe('the .env file', () => {
  it('contains exactly the exported variables when Node reads the file', () => {
    expect(parseEnv(render('dotenv'))).toEqual(environmentOf(exampleInput).set);
  });

  it('attack 13: contains a value only if Node reads exactly the same value from the file', () => {
    fc.assert(
      fc.property(nastyText, (value) => {
        const quoted = quoteOrRefuse({ quote: quoteDotenv }, value);
        expect(quoted === null).toBe(/[\p{Cc}'\\$]/u.test(value));
        if (quoted !== null) expect(parseEnv(`K=${quoted}\nL=1\n`)).toEqual({ K: value, L: '1' });
      }),
    );
  });
});

describe('the Docker env file', () => {
  it('has one line without quotes for each variable', () => {
    const lines = Object.entries(environmentOf(exampleInput).set).map(([name, value]) => `${name}=${value}\n`);
    expect(render('docker-env-file')).toBe(lines.join(''));
  });

  it.each(['a\nb', ' a', 'a ', '\t'])('attack 13: cannot contain the value %j', (value) => {
    expect(() => quoteDocker(value)).toThrow(/Docker env file because/);
  });
});

describe('among the export formats for AWS’s own tools,', () => {
  it('the JSON has the fields that credential_process needs', () => {
    expect(JSON.parse(render('json'))).toEqual({
      Version: 1,
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      Expiration: '2026-11-21T10:00:00Z',
    });
  });

  it('the block for the credentials file is valid and has the portal’s own profile name', () => {
    const text = render('credentials-block', { ...exampleInput, profileName: 'another' });
    expect(text.split('\n').slice(0, 2)).toEqual([
      '[111122223333_ReadOnly-x-y]',
      `aws_access_key_id=${credentials.accessKeyId}`,
    ]);
    expect(parseIni(text)['111122223333_ReadOnly-x-y']).toEqual({
      aws_access_key_id: credentials.accessKeyId,
      aws_secret_access_key: credentials.secretAccessKey,
      aws_session_token: credentials.sessionToken,
      region: 'eu-central-1',
      x_security_token_expires: '2026-11-21T10:00:00Z',
    });
  });

  it.each(['a\nb', 'a #b', ' a', '"a"', '%(x)s', ''])(
    'attack 10: the block for the credentials file refuses the value %j',
    (value) => {
      expect(() => quoteIni(value)).toThrow(/Credentials file block because/);
    },
  );

  it('the access key ID, the secret access key and the session token are each written alone, without a line end', () => {
    expect(render('access-key-id')).toBe(credentials.accessKeyId);
    expect(render('secret-access-key')).toBe(credentials.secretAccessKey);
    expect(render('session-token')).toBe(credentials.sessionToken);
  });

  it('the lines with `aws configure set` name the profile, and the region if it was chosen', () => {
    const lines = render('aws-configure', { ...exampleInput, profileName: 'team-a' }).split('\n');
    expect(lines[0]).toBe(`aws configure set aws_access_key_id "${credentials.accessKeyId}" --profile "team-a"`);
    expect(lines[3]).toBe('aws configure set region "eu-central-1" --profile "team-a"');
    expect(render('aws-configure', withoutRegion)).toContain('--profile "111122223333_ReadOnly-x-y"');
    expect(render('aws-configure', withoutRegion)).not.toContain(' region ');
  });

  it('attack 9: the lines with `aws configure set` are refused for a hostile profile name', () => {
    expect(() => render('aws-configure', { ...exampleInput, profileName: 'x"; id; "' })).toThrow(KeyferryError);
  });
});
