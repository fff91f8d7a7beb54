import { profileName } from '../names/profile-name.ts';
import { defaultProfileName } from '../names/template.ts';
import { toRfc3339 } from '../rfc3339.ts';
import type { ExportInput } from './environment.ts';
import type { Format, FormatId } from './format.ts';
import { sh } from './posix.ts';
import { CONTROL_REFUSED, isInert, refuseUnsafe } from './quoting.ts';

/** The output of a `credential_process` program: one object, as `aws configure export-credentials` prints it. */
export const json: Format = {
  id: 'json',
  label: 'JSON (credential_process)',
  render({ credentials }) {
    const output = {
      Version: 1,
      AccessKeyId: credentials.accessKeyId,
      SecretAccessKey: credentials.secretAccessKey,
      SessionToken: credentials.sessionToken,
      ...(credentials.expiration !== undefined && { Expiration: toRfc3339(credentials.expiration) }),
    };
    return `${JSON.stringify(output, null, 2)}\n`;
  },
};

const BLOCK_LABEL = 'Credentials file block';

/**
 * A value for a credentials file. Refuses a value that needs quotes, because AWS clients read quotes in INI files
 * differently.
 * @throws KeyferryError VALUE_UNSAFE
 */
export function quoteIni(value: string): string {
  refuseUnsafe(
    BLOCK_LABEL,
    value,
    isInert(value) ? [] : [[/^/, 'a value contains a character that AWS clients read differently']],
  );
  return value;
}

/**
 * The block for a credentials file, as the portal's dialog shows it, with the same default profile name. Keyferry adds
 * the region and the expiry.
 */
export const credentialsBlock: Format = {
  id: 'credentials-block',
  label: BLOCK_LABEL,
  render(input) {
    const { credentials, region } = input;
    const entries = {
      aws_access_key_id: credentials.accessKeyId,
      aws_secret_access_key: credentials.secretAccessKey,
      ...(credentials.sessionToken !== undefined && { aws_session_token: credentials.sessionToken }),
      ...(region ? { region } : {}),
      ...(credentials.expiration !== undefined && { x_security_token_expires: toRfc3339(credentials.expiration) }),
    };
    const body = Object.entries(entries).map(([key, value]) => `${key}=${quoteIni(value)}\n`);
    return [`[${defaultProfileName(input)}]\n`, ...body].join('');
  },
};

/** One value without a line end, to paste into a form. */
function bareValue(id: FormatId, label: string, pick: (input: ExportInput) => string): Format {
  return {
    id,
    label,
    render(input) {
      const value = pick(input);
      refuseUnsafe(label, value, [CONTROL_REFUSED]);
      return value;
    },
  };
}

export const accessKeyId = bareValue('access-key-id', 'Access key ID', (input) => input.credentials.accessKeyId);
export const secretAccessKey = bareValue(
  'secret-access-key',
  'Secret access key',
  (input) => input.credentials.secretAccessKey,
);
export const sessionToken = bareValue(
  'session-token',
  'Session token',
  // Long-term keys have no session token. The text is then empty.
  (input) => input.credentials.sessionToken ?? '',
);

/**
 * Lines to paste on another machine. Other users of that machine may see the values in the process list while `aws`
 * runs, because `aws configure set` takes values only as arguments. (A test showed that this command stores `file://…`
 * literally.) If this matters, the user should paste the credentials block or a shell's export.
 */
export const awsConfigure: Format = {
  id: 'aws-configure',
  label: 'aws configure set lines',
  render(input) {
    const { credentials, region } = input;
    const name = sh.quote(input.profileName === undefined ? defaultProfileName(input) : profileName(input.profileName));
    const set = (key: string, value: string) => `aws configure set ${key} ${sh.quote(value)} --profile ${name}\n`;
    return [
      set('aws_access_key_id', credentials.accessKeyId),
      set('aws_secret_access_key', credentials.secretAccessKey),
      ...(credentials.sessionToken !== undefined ? [set('aws_session_token', credentials.sessionToken)] : []),
      ...(region ? [set('region', region)] : []),
    ].join('');
  },
};
