import { join } from 'node:path';
import { keysFor, PORTAL } from './requests.ts';

/** Files and frames with live profiles. The benchmarks use them too. */

export const INSTALLATION = 'a'.repeat(32);
export const OTHER_INSTALLATION = 'b'.repeat(32);
export const ACCOUNT = '111122223333';

export interface LiveProfileInput {
  readonly name?: string;
  readonly accountId?: string;
  readonly roleName?: string;
  readonly portal?: string;
  readonly installation?: string;
}

const withDefaults = ({
  name = 'dev',
  accountId = ACCOUNT,
  roleName = 'Admin',
  portal = PORTAL,
  installation = INSTALLATION,
}: LiveProfileInput) => ({
  name,
  accountId,
  roleName,
  portal,
  installation,
});

export const liveRecordIn = (home: string): string => join(home, '.local', 'share', 'keyferry', 'live.json');

/** The texts of live.json and of the config file after a set-up of live profiles. */
export function liveFiles(inputs: readonly LiveProfileInput[]): { readonly record: string; readonly config: string } {
  const profiles = inputs.map(withDefaults);
  const entries = profiles.map(({ name, ...entry }) => [name, { ...entry, browser: 'Chromium' }]);
  const sections = profiles.map(({ name, accountId, roleName, portal }) =>
    [
      `[profile ${name}]`,
      `credential_process = /keyferry credential-process --profile ${name}`,
      'region = eu-west-1',
      `x_keyferry = 1 ${accountId} ${roleName} ${portal}`,
      '',
    ].join('\n'),
  );
  return {
    record: JSON.stringify({ version: 1, profiles: Object.fromEntries(entries) }),
    config: sections.join('\n'),
  };
}

export type Frame = Readonly<Record<string, unknown>>;
/**
 * The extension's answer to a request from the host: the fields of a successful reply, a refusal, or null if the
 * extension does not answer.
 */
export type Respond = (request: Frame) => Frame | null;

/** A reply with keys. The keys contain the canary, a text that tests search for. */
export const keysReply = (accountId = ACCOUNT, expiration = Date.now() + 3_600_000): Frame => ({
  ok: true,
  accountId,
  credentials: { ...keysFor('live'), expiration },
});
export const refusal = (code: string, message = `The sentence of ${code}.`): Frame => ({ ok: false, code, message });
