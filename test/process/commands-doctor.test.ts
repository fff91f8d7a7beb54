import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkAwsPlaces } from '../../native-host/cli/doctor/aws-places.ts';
import type { Check } from '../../native-host/cli/doctor/check.ts';
import { checkTwoManifests } from '../../native-host/cli/doctor/manifests.ts';
import { checkNode } from '../../native-host/cli/doctor/node.ts';
import { checkPolicies } from '../../native-host/cli/doctor/policies.ts';
import { world } from './rig/each-world.ts';
import { CHROMIUM, chunksBeside } from './rig/world.ts';

function examine(extra: Record<string, string> = {}): { status: number | null; checks: Check[]; worst: string } {
  const { status, data } = world.json(['doctor'], extra);
  return { status, ...data };
}

function find(id: string, extra: Record<string, string> = {}): Check | undefined {
  return examine(extra).checks.find((check) => check.id === id);
}

const wrapper = (): string => JSON.parse(readFileSync(world.path(CHROMIUM), 'utf8')).path;
const install = (...args: string[]) => world.keyferry(['install', '--browser', 'chromium', ...args]);

describe('keyferry doctor', () => {
  it('lists only the installed browser if several browsers use the same manifest folder', () => {
    world.startBrowser('.mozilla/firefox');
    world.keyferry(['install']);
    const labels = examine().checks.flatMap(({ id }) => (id.startsWith('manifest-') ? [id] : []));
    expect(labels).toEqual(['manifest-firefox']);
    rmSync(world.path('.mozilla/firefox'), { recursive: true });
    expect(examine().checks.filter(({ id }) => id.startsWith('manifest-'))).toHaveLength(1);
  });

  it('finds no problem after an installation', () => {
    install('--browser', 'firefox');
    const { status, checks, worst } = examine();
    expect(checks.filter(({ severity }) => severity !== 'ok')).toEqual([]);
    expect({ status, worst }).toEqual({ status: 0, worst: 'ok' });
    const ids = checks.map(({ id }) => id);
    expect(ids).toEqual(
      expect.arrayContaining([
        'node',
        'manifest-chromium',
        'manifest-firefox',
        'host-file',
        'environment',
        'aws-directory',
      ]),
    );
    expect(ids).toEqual(expect.arrayContaining(['wrapper-chromium']));
  });

  it('prints a table if the option --json is not given', () => {
    install();
    const done = world.keyferry(['doctor']);
    expect(done).toMatchObject({ status: 0, stderr: '' });
    expect(done.stdout).toMatch(/^ok +manifest-chromium +Chromium finds the host through /m);
  });

  it('exits with 1 and says which command installs Keyferry if nothing is installed', () => {
    world.startBrowser('.config/chromium');
    expect(examine().status).toBe(1);
    expect(find('manifest-chromium')).toMatchObject({ severity: 'error', remedy: expect.stringContaining('install') });
  });

  it('gives only a warning for a browser without a manifest if another browser has a manifest', () => {
    install();
    world.startBrowser('.mozilla/firefox');
    expect(find('manifest-firefox')?.severity).toBe('warning');
    expect(examine().status).toBe(0);
  });

  it('reports a manifest that the browser does not accept', () => {
    install();
    const good = readFileSync(world.path(CHROMIUM), 'utf8');
    const broken: [string, RegExp][] = [
      ['{', /not a valid manifest/],
      [good.replace('chrome-extension://', 'chrome-extension://x'), /does not allow chrome-extension:/],
      [good.replace('"com.keyferry.host"', '"com.other"'), /contains the host name "com.other"/],
      [good.replace(wrapper(), '/opt/other/host'), /which Keyferry did not write/],
      [good.replace(wrapper(), 'keyferry-host'), /relative path/],
      [good.replace(/-[0-9a-f]{12}\//, '-000000000000/'), /is missing/],
    ];
    for (const [text, sentence] of broken) {
      writeFileSync(world.path(CHROMIUM), text);
      const check = find('manifest-chromium');
      expect(check?.severity).toBe('error');
      expect(check?.sentence).toMatch(sentence);
    }
  });

  it('reports a wrapper that is not executable, and a wrapper that does not answer', () => {
    install();
    chmodSync(wrapper(), 0o644);
    expect(find('wrapper-chromium')?.sentence).toMatch(/is not executable/);
    writeFileSync(wrapper(), '#!/bin/sh\necho noise\nexit 3\n');
    chmodSync(wrapper(), 0o755);
    expect(find('wrapper-chromium')?.sentence).toMatch(/does not work: it ended with status 3/);
    expect(find('wrapper-node')?.sentence).toMatch(/was changed after the install/);
  });

  it('reports a wrapper that prints bytes before its first frame, because browsers cannot read such output', () => {
    install();
    const real = `${wrapper()}.real`;
    renameSync(wrapper(), real);
    writeFileSync(wrapper(), `#!/bin/sh\necho noise\nexec '${real}' "$@"\n`, { mode: 0o755 });
    expect(find('wrapper-chromium')?.severity).toBe('error');
  });

  it.each(['the program', 'one of its chunks'])('reports that %s is missing', (what) => {
    install();
    const file =
      what === 'the program' ? join(wrapper(), '../keyferry.cjs') : (chunksBeside(wrapper(), 'browser')[0] ?? '');
    rmSync(file);
    expect(find('host-file')).toMatchObject({
      severity: 'error',
      sentence: expect.stringContaining(`${file} is missing`),
    });
    expect(find('wrapper-chromium')?.severity).toBe('error');
  });

  it('attack 27: reports that the host’s Node program no longer exists', () => {
    install();
    const text = readFileSync(wrapper(), 'utf8').replace(/^node=.*$/m, "node='/gone/bin/node'");
    writeFileSync(wrapper(), text);
    const check = find('wrapper-node');
    expect(check?.sentence).toContain('/gone/bin/node');
    expect(check?.remedy).toContain('install');
  });

  it('warns if the variables of the shell name other AWS files than the installed host uses', () => {
    install();
    const check = find('environment', { AWS_SHARED_CREDENTIALS_FILE: world.path('elsewhere') });
    expect(check).toMatchObject({ severity: 'warning', sentence: expect.stringContaining('elsewhere') });
    const wrong = find('environment', { AWS_SHARED_CREDENTIALS_FILE: 'relative' });
    expect(wrong).toMatchObject({ severity: 'error', sentence: expect.stringContaining('absolute') });
  });

  it('reports browsers that come from Flatpak or Snap, and says what to do', () => {
    world.startBrowser('.var/app/com.google.Chrome', 'snap/firefox');
    expect(find('sandbox-flatpak-google-chrome')).toMatchObject({ severity: 'warning' });
    expect(find('sandbox-snap-firefox')?.remedy).toContain('com.keyferry.host snap.firefox yes');
  });

  it('finds the manifest in a browser profile after install --profile-dir', () => {
    world.keyferry(['install', '--profile-dir', world.path('profile')]);
    expect(find('manifest-profile')?.severity).toBe('ok');
    rmSync(world.path('profile'), { recursive: true });
    expect(find('manifest-profile')).toBeUndefined();
  });
});

describe('doctor on the AWS folder', () => {
  const ofPlaces = () =>
    checkAwsPlaces({ env: world.env(), platform: 'linux' } as Parameters<typeof checkAwsPlaces>[0]).map(
      ({ id, severity }) => [id, severity],
    );

  it('reports no problem if the folder does not exist yet', () => {
    expect(ofPlaces()).toEqual([['aws-directory', 'ok']]);
  });

  it('warns about a file that other users can read, and reports a file that the user cannot write to', () => {
    mkdirSync(world.path('.aws'));
    writeFileSync(world.path('.aws/credentials'), '');
    chmodSync(world.path('.aws/credentials'), 0o644);
    expect(ofPlaces()[1]).toEqual(['credentials-file', 'warning']);
    chmodSync(world.path('.aws/credentials'), 0o400);
    expect(ofPlaces()[1]).toEqual(['credentials-file', 'error']);
    chmodSync(world.path('.aws/credentials'), 0o600);
    expect(ofPlaces()[1]).toEqual(['credentials-file', 'ok']);
  });

  it('reports an AWS folder that other users can write to, and a folder in the place of an AWS file', () => {
    mkdirSync(world.path('.aws/credentials'), { recursive: true });
    chmodSync(world.path('.aws'), 0o777);
    expect(ofPlaces()).toEqual([
      ['aws-directory', 'error'],
      ['credentials-file', 'error'],
    ]);
  });

  it('does not fail if links form a cycle, or if the home folder is invalid', () => {
    symlinkSync('.aws', world.path('.aws'));
    expect(ofPlaces()).toEqual([['aws-directory', 'error']]);
    const nowhere = checkAwsPlaces({ env: { HOME: '' } as Record<string, string>, platform: 'linux' } as Parameters<
      typeof checkAwsPlaces
    >[0]);
    expect(nowhere[0]?.sentence).toContain('HOME');
  });
});

describe('doctor on the system', () => {
  const policy = (policies: object, level = 'managed') => {
    mkdirSync(world.path('policies', level), { recursive: true });
    writeFileSync(world.path('policies', level, 'p.json'), JSON.stringify(policies));
    return checkPolicies([world.path('policies')]);
  };

  it.each([
    [{ NativeMessagingBlocklist: ['*'] }, 1],
    [{ NativeMessagingBlocklist: ['com.keyferry.host'], NativeMessagingAllowlist: ['com.keyferry.host'] }, 1],
    [{ NativeMessagingBlocklist: ['*'], NativeMessagingAllowlist: ['com.keyferry.host'] }, 0],
    [{ NativeMessagingUserLevelHosts: false }, 1],
    [{ NativeMessagingUserLevelHosts: true, NativeMessagingBlocklist: ['com.other'] }, 0],
  ])('reads a policy as the browser does: %j', (policies, errors) => {
    expect(policy(policies)).toHaveLength(errors);
  });

  it('combines all policies of a browser, and warns if it cannot read one of them', () => {
    policy({ NativeMessagingBlocklist: ['*'] });
    expect(policy({ NativeMessagingAllowlist: ['com.keyferry.host'] }, 'recommended')).toEqual([]);
    writeFileSync(world.path('policies/managed/q.json'), '{');
    expect(checkPolicies([world.path('policies')])[0]).toMatchObject({ severity: 'warning' });
    expect(checkPolicies([world.path('none')])).toEqual([]);
  });

  it('reports a Node program that is too old', () => {
    const io = { execPath: '/opt/node' } as Parameters<typeof checkNode>[0];
    expect(checkNode(io, '18.20.0')).toMatchObject({
      severity: 'error',
      sentence: expect.stringContaining('/opt/node'),
    });
    expect(checkNode(io, '20.19.0').severity).toBe('ok');
  });

  it('reports that a browser finds a manifest of the user and a manifest of the system', () => {
    const place = { name: 'chromium', label: 'Chromium', flavour: 'chromium', expected: true, text: '{}' } as const;
    const [check] = checkTwoManifests([{ ...place, path: '/u' }], [{ ...place, path: '/s' }]);
    expect(check?.sentence).toBe('Chromium finds two manifests of the host, /u and /s, and uses the first.');
    expect(checkTwoManifests([{ ...place, path: '/u', text: null }], [{ ...place, path: '/s' }])).toEqual([]);
  });
});
