import { randomUUID } from 'node:crypto';
import { type Reply, xml } from './replies.ts';
import { type RoleKeys, roleArn, roleId } from './role-keys.ts';
import { isSignedWith, readSignature } from './sigv4.ts';
import type { Call, World } from './world.ts';

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

const errors = {
  InvalidAction: [400, 'Could not find operation.'],
  MissingAuthenticationToken: [403, 'Request is missing Authentication Token'],
  InvalidClientTokenId: [403, 'The security token included in the request is invalid.'],
  ExpiredToken: [403, 'The security token included in the request is expired'],
  SignatureDoesNotMatch: [
    403,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  ],
} as const satisfies Record<string, readonly [number, string]>;

function refuse(code: keyof typeof errors): Reply {
  const [status, message] = errors[code];
  return xml(
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    status,
  );
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function identity(keys: RoleKeys): Reply {
  const fields = {
    Arn: roleArn(keys),
    UserId: `${roleId(keys.accountId, keys.roleName)}:${keys.user}`,
    Account: keys.accountId,
  };
  const result = Object.entries(fields).map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`);
  return xml(
    `<GetCallerIdentityResponse xmlns="${NAMESPACE}"><GetCallerIdentityResult>${result.join('')}</GetCallerIdentityResult><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  );
}

/**
 * The answer of AWS STS. The only supported call is GetCallerIdentity. This function checks the signature with the
 * credentials that the emulator issued.
 */
export function answerSts(call: Call, world: World): Reply {
  const form = call.method === 'POST' ? new URLSearchParams(call.body) : call.url.searchParams;
  if (form.get('Action') !== 'GetCallerIdentity') return refuse('InvalidAction');
  const signature = readSignature(call);
  if (!signature) return refuse('MissingAuthenticationToken');
  const keys = world.keys.find(signature.accessKeyId);
  if (!keys || call.headers['x-amz-security-token'] !== keys.sessionToken) return refuse('InvalidClientTokenId');
  if (!isSignedWith(keys.secretAccessKey, signature, call, world.now())) return refuse('SignatureDoesNotMatch');
  return keys.expiration > world.now() ? identity(keys) : refuse('ExpiredToken');
}
