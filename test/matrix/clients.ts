import { join } from 'node:path';
import { type Cannot, type Client, NO_SESSION, output, type Place, versionOf } from './client.ts';
import { goV2 } from './go-program.ts';
import { NAME } from './homes.ts';
import { SIGNED } from './s3-endpoint.ts';

const IDENTITY = ['sts', 'get-caller-identity', '--query', 'Arn', '--output', 'text'];

function cli(name: string, program: string, install: string): Client {
  return {
    name,
    version: versionOf(program, '--version'),
    install,
    cannot: {},
    call: ({ env }) => output(program, IDENTITY, env),
  };
}

const BOTOCORE = `
import botocore.session
print(botocore.session.Session().create_client('sts').get_caller_identity()['Arn'])
`;

const botocore: Client = {
  name: 'botocore',
  version: versionOf('python3', '-c', 'import botocore; print("botocore", botocore.__version__)'),
  install: 'python3-botocore',
  cannot: {},
  call: ({ env }) => output('python3', ['-W', 'ignore', '-c', BOTOCORE], env),
};

const JAVASCRIPT = `
const { fromNodeProviderChain } = require('@aws-sdk/credential-providers');
const { STSClient, GetCallerIdentityCommand } = require('@aws-sdk/client-sts');
new STSClient({ credentials: fromNodeProviderChain() }).send(new GetCallerIdentityCommand({})).then(
  ({ Arn }) => console.log(Arn),
  (error) => { console.error(error.message); process.exitCode = 1; },
);
`;

/** The SDK for JavaScript ignores HTTPS_PROXY, so the test gives the emulator's address to the SDK. */
const javascript: Client = {
  name: 'AWS SDK for JavaScript v3',
  version: versionOf(
    process.execPath,
    '-p',
    '"@aws-sdk/client-sts "+require("@aws-sdk/client-sts/package.json").version',
  ),
  install: 'npm ci',
  cannot: {},
  call: ({ env, url }) =>
    output(
      process.execPath,
      ['-e', JAVASCRIPT],
      { ...env, AWS_ENDPOINT_URL_SSO: url, AWS_ENDPOINT_URL_STS: url },
      join(import.meta.dirname, '../..'),
    ),
};

/**
 * Runs an S3 client, and checks the signatures of its requests. The client itself may fail.
 * @returns SIGNED if all signatures are right
 * @throws with the server's judgement about the first request, or with the client's error if there was no request
 */
async function signing({ s3, env }: Place, program: string, args: readonly string[]): Promise<string> {
  s3.clear();
  const error = await output(program, args, env).then(
    () => null,
    (reason: Error) => reason,
  );
  const [first] = s3.judged;
  if (first === SIGNED && s3.judged.every((each) => each === SIGNED)) return SIGNED;
  throw new Error(first === undefined ? (error?.message ?? 'no request came') : `its request was ${first}`);
}

const rclone: Client = {
  name: 'AWS SDK for Go v1 (rclone)',
  version: versionOf('rclone', 'version'),
  install: 'rclone',
  cannot: {
    'AWS CLI sign-in': { reason: NO_SESSION, says: /sso_region, sso_start_url/ },
    // This was not tried with AWS's own S3 server. For that server, the SDK itself chooses the address.
    'AWS CLI sign-in, older form': {
      reason: 'with an S3 endpoint that is not AWS’s, it sends the portal’s token to that endpoint',
      says: /^its request was not signed: \/federation\/credentials$/,
    },
  },
  call: (place) => {
    // rclone does not use the certificate in AWS_CA_BUNDLE. It uses the certificate in SSL_CERT_FILE.
    const { AWS_CA_BUNDLE: _, ...env } = place.env;
    const remote = `:s3,provider=Other,env_auth=true,endpoint='${place.s3.url}':bucket`;
    return signing({ ...place, env }, 'rclone', ['lsf', remote, '--retries=1', '--low-level-retries=1']);
  },
};

const IN_CONFIG = 'it reads the credentials file only, and this profile is in the config file';
const notSigned = (reason: string): Cannot => ({ reason, says: /^its request was not signed/ });
const noKeys: Cannot = { reason: IN_CONFIG, says: /--configure/ };

const restic: Client = {
  name: 'minio-go (restic)',
  version: versionOf('restic', 'version'),
  install: 'restic',
  cannot: {
    Live: notSigned(IN_CONFIG),
    'AWS CLI sign-in': notSigned(IN_CONFIG),
    'AWS CLI sign-in, older form': notSigned(IN_CONFIG),
  },
  call: (place) => {
    const env = { ...place.env, RESTIC_PASSWORD: 'example', RESTIC_CACHE_DIR: join(place.env.HOME ?? '', 'restic') };
    return signing({ ...place, env }, 'restic', ['-r', `s3:${place.s3.url}/bucket`, 'snapshots', '--no-lock']);
  },
};

const s3cmd: Client = {
  name: 's3cmd',
  version: versionOf('s3cmd', '--version'),
  install: 's3cmd',
  cannot: { Live: noKeys, 'AWS CLI sign-in': noKeys, 'AWS CLI sign-in, older form': noKeys },
  call: (place) => {
    const address = `127.0.0.1:${place.s3.port}`;
    const args = ['--no-ssl', `--host=${address}`, `--host-bucket=${address}/%(bucket)`, 'ls', 's3://bucket'];
    return signing(place, 's3cmd', args);
  },
};

/**
 * All clients.
 * @param folder the folder in which the Go program is built
 */
export const clientsIn = (folder: string): readonly Client[] => [
  cli('AWS CLI v2 (Debian)', '/usr/bin/aws', 'awscli'),
  cli('AWS CLI v1 (first on the PATH)', 'aws', 'pip install awscli'),
  botocore,
  javascript,
  rclone,
  goV2(folder),
  restic,
  s3cmd,
];

/** The environment variables for every client. @param certPath the path of the emulator's certificate */
export const clientVariables = (
  home: Readonly<Record<string, string>>,
  certPath: string,
  proxy: string,
): Record<string, string> => ({
  ...home,
  AWS_PROFILE: NAME,
  // Without this variable, rclone does not read the config file.
  AWS_SDK_LOAD_CONFIG: '1',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_MAX_ATTEMPTS: '1',
  AWS_CA_BUNDLE: certPath,
  SSL_CERT_FILE: certPath,
  NODE_EXTRA_CA_CERTS: certPath,
  HTTPS_PROXY: proxy,
});
