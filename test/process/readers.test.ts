import { describe, expect, it } from 'vitest';
import { hasBotocore, profilesOfBotocore, readConfigWithSdk, readWithBotocore, readWithSdk } from './rig/readers.ts';
import { prepared } from './rig/sandbox.ts';

const KEYS = '[a]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = EXAMPLE\n';
const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'EXAMPLE' };

describe('the test functions that read profiles find an existing profile, and report a missing profile', () => {
  it('with the AWS SDK', async () => {
    const { credentials } = prepared(KEYS);
    expect(await readWithSdk(credentials, 'a')).toMatchObject(keys);
    expect(await readWithSdk(credentials, 'b')).toBeNull();
    const { config } = prepared('[profile a]\nregion = eu-west-1\n', 0o600, { about: 'config' });
    expect(await readConfigWithSdk(config)).toEqual({ a: { region: 'eu-west-1' } });
  });

  it.skipIf(!hasBotocore)('with botocore (needs Python with botocore; without it, only the SDK reads)', () => {
    const { credentials } = prepared(KEYS);
    const read = readWithBotocore(credentials, ['a', 'b']);
    expect(read).toMatchObject({ a: keys, b: null });
    const { config } = prepared('[profile a]\nregion = eu-west-1\n', 0o600, { about: 'config' });
    expect(profilesOfBotocore(config)).toEqual(['a']);
  });
});
