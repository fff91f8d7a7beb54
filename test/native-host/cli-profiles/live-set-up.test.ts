import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type System, thisSystem } from '../../../native-host/aws-files/editing/system.ts';
import { readAwsFile } from '../../../native-host/aws-files/read-aws-file.ts';
import type { LiveRecorder } from '../../../native-host/cli-profiles/live-recording.ts';
import type { SetUpRequest } from '../../../native-host/cli-profiles/plan-inputs.ts';
import { setUpCliProfiles } from '../../../native-host/cli-profiles/set-up.ts';
import { accountsOf, PORTAL, wanted } from './rig.ts';

const INSTALLATION = '0'.repeat(32);
const live = (names: readonly string[], change: Partial<SetUpRequest> = {}) =>
  wanted(
    names.map((name, at) => ({ name, roleName: `Role${at}` })),
    { form: 'live', installation: INSTALLATION, browser: 'Firefox', launcher: '/l/keyferry', ...change },
  );

let folder: string;
const paths = () => ({ config: join(folder, 'config'), credentials: join(folder, 'credentials') });
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyferry-live-set-up-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A recorder that notes each call, and the text of the config file at that moment. */
function noting(change: Partial<LiveRecorder> = {}) {
  const events: [what: string, names: readonly string[], config: string][] = [];
  const note = (what: string, names: readonly string[]) => events.push([what, names, readAwsFile(paths().config)]);
  const recorder: LiveRecorder = {
    async record(entries) {
      note('record', [...entries.keys()]);
      return async () => void note('undo', [...entries.keys()]);
    },
    async forget(names) {
      note('forget', names);
    },
    ...change,
  };
  return { events, recorder };
}

const run = (request: SetUpRequest, recorder: LiveRecorder, system: System = thisSystem()) =>
  setUpCliProfiles(request, {
    system,
    paths: paths(),
    earlierNames: () => new Map(),
    read: async (path) => readAwsFile(path),
    recorder,
  });

const failing = (): System => {
  const system = thisSystem();
  const rename = async (from: Parameters<System['files']['rename']>[0], to: string) => {
    if (to === paths().config) throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'rename' });
    return system.files.rename(from, to);
  };
  return { ...system, files: { ...system.files, rename: rename as System['files']['rename'] } };
};

describe('a set-up of live profiles', () => {
  it('adds the profiles to the record before it writes their sections into the config file', async () => {
    const { events, recorder } = noting();
    await run(live(['a', 'b']), recorder);
    expect(events).toEqual([['record', ['a', 'b'], '']]);
    expect(readFileSync(paths().config, 'utf8')).toContain('--profile b');
  });

  it('undoes its entries in the record of live profiles if the config file cannot be written', async () => {
    const { events, recorder } = noting();
    await expect(run(live(['a']), recorder, failing())).rejects.toMatchObject({ code: 'FILE_NO_SPACE' });
    expect(events.map(([what]) => what)).toEqual(['record', 'undo']);
    expect(existsSync(paths().config)).toBe(false);
  });

  it('writes no section into the config file if the record of live profiles cannot be written', async () => {
    const record = () => Promise.reject(new Error('refused'));
    await expect(run(live(['a']), noting({ record }).recorder)).rejects.toThrow('refused');
    expect(existsSync(paths().config)).toBe(false);
  });

  it('makes no entry in the record of live profiles if a profile name is refused', async () => {
    writeFileSync(paths().credentials, '[b]\naws_access_key_id = ASIAKEYFERRYEXAMPLE1\n');
    const { events, recorder } = noting();
    await expect(run(live(['a', 'b']), recorder)).rejects.toMatchObject({ code: 'CLI_PROFILES_REFUSED' });
    await expect(run(live(['b']), recorder)).rejects.toMatchObject({ code: 'LIVE_KEYS_EXIST' });
    expect(events).toEqual([]);
  });

  it('removes a profile from the record of live profiles after its section has become an SSO profile', async () => {
    await run(live(['a']), noting().recorder);
    const { events, recorder } = noting();
    await run({ ...live(['a']), form: 'session' }, recorder);
    expect(events).toMatchObject([['forget', ['a'], expect.stringContaining('sso_role_name = Role0')]]);
  });

  it('records the labels of the portal and the account only if the request has these labels', async () => {
    const recorded: unknown[] = [];
    const { recorder } = noting({
      record: async (entries) => {
        recorded.push(...entries);
        return async () => {};
      },
    });
    const [account] = accountsOf([{ name: 'a' }]);
    const accounts = account ? [{ ...account, alias: 'Shop', production: true }] : [];
    await run(live([], { accounts, defaultRegion: 'us-east-1' }), recorder);
    expect(recorded).toEqual([
      [
        'a',
        {
          installation: INSTALLATION,
          browser: 'Firefox',
          portal: PORTAL,
          accountId: '111122223333',
          roleName: 'Admin',
          accountName: 'Team',
          alias: 'Shop',
          production: true,
          region: 'us-east-1',
        },
      ],
    ]);
  });
});
