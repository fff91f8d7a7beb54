import { describe, expect, it } from 'vitest';
import {
  HelloRequest,
  hostRequests,
  MAX_PROFILES_PER_REQUEST,
  readHostReply,
  WriteProfilesRequest,
} from '#core/protocol/host-protocol.ts';
import { fits } from '#core/schema.ts';

const profile = {
  name: 'team-a',
  accountId: '111122223333',
  roleName: 'ReadOnly',
  credentials: {
    accessKeyId: 'ASIAKEYFERRYEXAMPLE1',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE/+=',
    expiration: 1_795_255_200_000,
  },
};
const request = {
  v: 1,
  id: 7,
  kind: 'write-profiles',
  profiles: [profile],
  portal: 'https://demo.awsapps.com/start',
  replace: false,
};

const withKey = (value: object, key: string) =>
  JSON.parse(`{${JSON.stringify(value).slice(1, -1)},${JSON.stringify(key)}:"x"}`);

describe('a request to the host', () => {
  it('is accepted with and without a region', () => {
    expect(fits(WriteProfilesRequest, request)).toBe(true);
    expect(fits(WriteProfilesRequest, { ...request, profiles: [{ ...profile, region: 'eu-west-1' }] })).toBe(true);
    expect(fits(HelloRequest, { v: 1, id: 0, kind: 'hello' })).toBe(true);
  });

  it.each([
    ['https://ssoins-1234567890abcdef.portal.eu-west-1.app.aws', 'eu-west-1'],
    ['https://ssoins-1234567890abcdef.us-east-1.portal.amazonaws.com', 'us-east-1'],
    ['https://start.us-gov-home.awsapps.com/directory/d-1234567890', 'us-gov-west-1'],
    ['https://start.cn-north-1.home.awsapps.cn/directory/d-1234567890', 'cn-north-1'],
    ['https://ssoins-1234567890abcdef.eusc-de-east-1.portal.amazonaws.eu', 'eusc-de-east-1'],
  ])('attack 36: is accepted from the portal %s with the region %s', (portal, region) => {
    expect(fits(WriteProfilesRequest, { ...request, portal, profiles: [{ ...profile, region }] })).toBe(true);
  });

  it.each(['path', 'file', 'profileFile', 'command', '__proto__', 'constructor'])(
    'attack 18: is refused with the additional key %s at any level',
    (key) => {
      expect(fits(WriteProfilesRequest, withKey(request, key))).toBe(false);
      expect(fits(WriteProfilesRequest, { ...request, profiles: [withKey(profile, key)] })).toBe(false);
      const credentials = withKey(profile.credentials, key);
      expect(fits(WriteProfilesRequest, { ...request, profiles: [{ ...profile, credentials }] })).toBe(false);
      expect(fits(HelloRequest, withKey({ v: 1, id: 0, kind: 'hello' }, key))).toBe(false);
    },
  );

  it.each([
    ['another version', { v: 2 }],
    ['an id that is not a whole number', { id: 1.5 }],
    ['a negative id', { id: -1 }],
    ['no profile', { profiles: [] }],
    ['too many profiles', { profiles: Array(MAX_PROFILES_PER_REQUEST + 1).fill(profile) }],
    ['a portal URL of another site', { portal: 'https://evil.example/start' }],
    ['a look-alike portal', { portal: 'https://demo.awsapps.com.evil.example/start' }],
    ['a confirmation that is not a boolean', { replace: 'true' }],
  ])('is refused with %s', (_, change) => {
    expect(fits(WriteProfilesRequest, { ...request, ...change })).toBe(false);
  });

  it('is checked with the schema of its own kind, which accepts no other kind of request', () => {
    for (const [kind, schema] of Object.entries(hostRequests)) expect(schema.entries.kind.literal).toBe(kind);
  });
});

describe('the function readHostReply', () => {
  it('returns the value of a valid reply', () => {
    expect(readHostReply('hello', { v: 1, id: 1, ok: true, version: '0.1.0', protocol: 1 })).toEqual({
      ok: true,
      value: { version: '0.1.0', protocol: 1 },
    });
  });

  it('returns a refusal without a change', () => {
    const refusal = { ok: false, code: 'FILE_BUSY', message: 'It is locked.' };
    expect(readHostReply('hello', refusal)).toEqual(refusal);
  });

  it('returns null for a reply to another kind of request', () => {
    expect(readHostReply('write-profiles', { ok: true, version: '0.1.0', protocol: 1 })).toBeNull();
    expect(readHostReply('write-profiles', { ok: true, written: ['a'], file: '/etc/passwd' })).toBeNull();
  });
});
