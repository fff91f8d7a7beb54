import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fromIni } from '@aws-sdk/credential-providers';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
}

/** The keys that the AWS SDK for JavaScript reads for a profile, or null if the SDK finds no such profile. */
export async function readWithSdk(credentials: string, profile: string): Promise<Keys | null> {
  try {
    const keys = await fromIni({ profile, filepath: credentials, configFilepath: '/dev/null', ignoreCache: true })();
    return { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey, sessionToken: keys.sessionToken };
  } catch {
    return null;
  }
}

const SCRIPT = `
import json, sys, botocore.session
out = {}
for name in sys.argv[1:]:
    try:
        c = botocore.session.Session(profile=name).get_credentials()
        c = c and c.get_frozen_credentials()
        out[name] = c and {'accessKeyId': c.access_key, 'secretAccessKey': c.secret_key, 'sessionToken': c.token}
    except Exception as e:
        out[name] = None
print(json.dumps(out))
`;

const python = ['python3', '/usr/bin/python3'].find(
  (each) => spawnSync(each, ['-c', 'import botocore.session']).status === 0,
);
/** Whether this machine has botocore, the library with which the AWS CLI reads AWS files. */
export const hasBotocore = python !== undefined;

/**
 * The keys that botocore reads for these profiles.
 * @param more variables for botocore that replace the usual ones
 */
export function readWithBotocore(
  credentials: string,
  profiles: readonly string[],
  more: Readonly<Record<string, string>> = {},
): Record<string, Keys | null> {
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: credentials,
    AWS_CONFIG_FILE: '/dev/null',
    ...more,
  };
  const { stdout, stderr } = spawnSync(python ?? 'python3', ['-c', SCRIPT, ...profiles], { env, encoding: 'utf8' });
  if (!stdout) throw new Error(`botocore did not answer: ${stderr}`);
  return JSON.parse(stdout);
}

type Loader = (init: object) => Promise<{ configFile: Record<string, Record<string, string>> }>;
// Loads the copy of a package that the SDK's credential providers use. Another copy could have another version.
const fromProviders = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/credential-providers'));
const { loadSharedConfigFiles } = fromProviders('@smithy/core/config') as { loadSharedConfigFiles: Loader };

/** The profiles that the AWS SDK for JavaScript reads in a config file. */
export async function readConfigWithSdk(config: string): Promise<Record<string, Record<string, string>>> {
  const init = { filepath: '/dev/null', configFilepath: config, ignoreCache: true };
  return (await loadSharedConfigFiles(init)).configFile;
}

const LIST = `
import json, botocore.session
print(json.dumps(sorted(botocore.session.Session().available_profiles)))
`;

/** The names of the profiles that botocore finds in a config file. */
export function profilesOfBotocore(config: string): string[] {
  const env = {
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: config,
  };
  const { stdout, stderr } = spawnSync(python ?? 'python3', ['-c', LIST], { env, encoding: 'utf8' });
  if (!stdout) throw new Error(`botocore did not answer: ${stderr}`);
  return JSON.parse(stdout);
}
