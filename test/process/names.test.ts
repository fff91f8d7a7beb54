import { describe, expect, it } from 'vitest';
import { whyNotProfileName } from '#core/names/profile-name.ts';
import { fittingNames, hostileNames } from '../core/names/hostile-names.ts';
import { Host } from './rig/host.ts';
import { hasBotocore, readWithBotocore, readWithSdk } from './rig/readers.ts';
import { keysFor, writeRequest } from './rig/requests.ts';
import { makeSandbox } from './rig/sandbox.ts';

const VICTIM = '[victim]\naws_access_key_id = AKIAVICTIM\naws_secret_access_key = victim\n';
const victimKeys = { accessKeyId: 'AKIAVICTIM', secretAccessKey: 'victim' };

describe('the names in requests to the built host', () => {
  it('attack 9: every hostile name is refused, and the file stays unchanged', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.credentials, VICTIM);
    const host = await Host.start(sandbox);
    for (const [id, name] of hostileNames.entries()) {
      for (const replace of [false, true]) {
        const reply = await host.ask(writeRequest([{ name }], { id: id * 2 + Number(replace), replace }));
        expect(reply, JSON.stringify(name.slice(0, 40))).toMatchObject({ ok: false, code: 'NAME_INVALID' });
      }
      expect(whyNotProfileName(name)).not.toBeNull();
    }
    expect(sandbox.read()).toBe(VICTIM);
    expect((await host.end()).code).toBe(0);
  });

  it('attack 9: a name with more than 8,192 characters is refused as a bad request', async () => {
    const host = await Host.start(makeSandbox());
    expect(await host.ask(writeRequest([{ name: 'x'.repeat(8193) }]))).toMatchObject({ code: 'BAD_REQUEST' });
    await host.end();
  });

  it('attack 9: two profiles with the same name are refused', async () => {
    const host = await Host.start(makeSandbox());
    const reply = await host.ask(writeRequest([{ name: 'a' }, { name: 'b' }, { name: 'a', roleName: 'Other' }]));
    expect(reply).toMatchObject({ code: 'NAMES_COLLIDE', message: expect.stringContaining('a') });
    await host.end();
  });

  it('attack 9: the SDK and botocore find the profile and its keys under every accepted name', async () => {
    const sandbox = makeSandbox();
    sandbox.put(sandbox.credentials, VICTIM);
    const host = await Host.start(sandbox);
    const profiles = fittingNames.map((name, index) => ({ name, mark: String(index) }));
    expect(await host.ask(writeRequest(profiles, { replace: true }))).toMatchObject({
      ok: true,
      written: fittingNames,
    });
    await host.end();
    for (const { name, mark } of profiles) {
      expect(await readWithSdk(sandbox.credentials, name), name).toEqual(keysFor(mark));
    }
    expect(await readWithSdk(sandbox.credentials, 'victim')).toMatchObject(victimKeys);
    if (!hasBotocore) return;
    const read = readWithBotocore(sandbox.credentials, [...fittingNames, 'victim']);
    for (const { name, mark } of profiles) expect(read[name], name).toEqual(keysFor(mark));
    expect(read.victim).toMatchObject(victimKeys);
  });

  it('are refused, and nothing is written, if they do not fit into the reply', async () => {
    const sandbox = makeSandbox();
    const host = await Host.start(sandbox);
    const profiles = Array.from({ length: 2300 }, (_, index) => ({ name: `${'n'.repeat(120)}${index}` }));
    expect(await host.ask(writeRequest(profiles))).toMatchObject({ ok: false, code: 'TOO_LARGE' });
    await host.end();
    expect(() => sandbox.names()).toThrow('ENOENT');
  });
});
