import type { CommandIo } from '../../terminal/io.ts';
import { clockWarning, portalNow } from '../shared/portal-now.ts';
import { type ChildCommand, environmentWith, runChild } from '../shared/run-child.ts';
import { OVERRIDING_PROFILE } from '../shells/shell-change.ts';
import { createEmptyFile } from './empty-file.ts';
import { type Endpoint, openEndpoint } from './endpoint-server.ts';
import { endpointSource } from './endpoint-source.ts';
import { createWarmKeys } from './warm-keys.ts';

/** Variables that AWS tools prefer to the variables of the endpoint, or use together with them. */
const OVERRIDING_ENDPOINT: readonly string[] = [
  ...OVERRIDING_PROFILE,
  'AWS_PROFILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  // An older variable for the path of the credentials file. botocore reads this file first.
  'AWS_CREDENTIAL_FILE',
];

/**
 * Each of these variables contains the path of a file. botocore prefers keys in such a file to keys from the endpoint.
 */
const FILES = ['AWS_SHARED_CREDENTIALS_FILE', 'AWS_CONFIG_FILE', 'BOTO_CONFIG'] as const;

export interface EndpointOptions {
  readonly name: string;
  /** The first keys must be valid for at least this time, in ms. */
  readonly minTtl: number;
  /** Whether the command may read the user's AWS files. */
  readonly keepsFiles: boolean;
}

/** The names of variables with the address of a proxy. Programs also read the same names in upper case. */
const PROXIES = ['http_proxy', 'https_proxy', 'all_proxy'];

/**
 * Variables that prevent requests to this computer from going to a proxy, because a proxy would see the token. If no
 * proxy is set, the result is empty.
 */
function withoutProxy(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const hasProxy = Object.keys(env).some((name) => PROXIES.includes(name.toLowerCase()));
  if (!hasProxy) return {};
  const listed = env.NO_PROXY || env.no_proxy;
  const list = listed ? `${listed},127.0.0.1` : '127.0.0.1';
  return { NO_PROXY: list, no_proxy: list };
}

/** The endpoint that gives the keys to the command, and other values for the environment of the command. */
interface KeyPlace {
  readonly endpoint: Endpoint;
  readonly region: string | undefined;
  /** The path of an empty file that the command reads as its AWS files; null if it may read the user's AWS files. */
  readonly emptyFile: string | null;
}

function changesFor({ endpoint: { url, token }, region, emptyFile }: KeyPlace, env: NodeJS.ProcessEnv) {
  return {
    set: {
      ...withoutProxy(env),
      AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: token,
      ...(region && { AWS_REGION: region, AWS_DEFAULT_REGION: region }),
      ...(emptyFile !== null && Object.fromEntries(FILES.map((file) => [file, emptyFile]))),
    },
    unset: OVERRIDING_ENDPOINT,
  };
}

/**
 * Runs a command. While the command runs, it can get the keys of a profile from a port of this computer.
 * @returns the exit status that `runChild` returns
 * @throws the errors of `endpointSource`, before the command starts
 */
export async function runWithEndpoint(options: EndpointOptions, child: ChildCommand, io: CommandIo): Promise<number> {
  const { name, minTtl, keepsFiles } = options;
  const { first, region, warnings, renew } = await endpointSource(name, minTtl, io);
  for (const each of [...warnings, clockWarning(io)]) if (each !== null) io.stderr(`keyferry: ${each}\n`);
  const keys = createWarmKeys({ first, renew, now: () => portalNow(io) });
  const endpoint = await openEndpoint(keys.get);
  const file = keepsFiles ? null : createEmptyFile();
  try {
    const changes = changesFor({ endpoint, region, emptyFile: file?.path ?? null }, io.env);
    return await runChild(child, environmentWith(changes, io), io);
  } finally {
    endpoint.close();
    keys.stop();
    file?.remove();
  }
}
