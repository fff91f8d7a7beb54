import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOST_NAME } from '#core/identity.ts';
import type { Check } from '../../native-host/cli/doctor/check.ts';
import { checkSystemPolicies } from '../../native-host/cli/doctor/policies.ts';
import type { CommandIo } from '../../native-host/cli/index.ts';
import { home, json, keyferry, registry, root } from './rig/machine.ts';

const EDGE_KEY = 'HKCU\\Software\\Microsoft\\Edge\\NativeMessagingHosts\\com.keyferry.host';
const MANIFEST = 'com.keyferry.host.json';

async function find(id: string, given: Partial<CommandIo>): Promise<Check | undefined> {
  const checks: Check[] = JSON.parse((await keyferry(['doctor', '--json'], given)).stdout).checks;
  return checks.find((check) => check.id === id);
}

const windows = () => ({
  platform: 'win32' as const,
  env: { LOCALAPPDATA: join(home, 'Local'), APPDATA: join(home, 'Roaming'), USERPROFILE: home },
});

describe('doctor on Windows', () => {
  it('reports a missing registry key, and a registry key with the path of another manifest', async () => {
    await keyferry(['install', '--browser', 'edge'], windows());
    expect(await find('registry', windows())).toMatchObject({ severity: 'ok' });
    expect(await find('manifest-edge', windows())).toMatchObject({ severity: 'ok' });
    registry.set(EDGE_KEY, 'C:\\other.json');
    expect((await find('registry', windows()))?.sentence).toMatch(/contains C:\\other\.json instead of /);
    registry.delete(EDGE_KEY);
    expect(await find('registry', windows())).toMatchObject({
      severity: 'error',
      remedy: expect.stringMatching('install'),
    });
  });

  it('reports a browser that was started before but has no registered host', async () => {
    mkdirSync(join(home, 'Local/Microsoft/Edge/User Data'), { recursive: true });
    const check = await find('manifest-edge', windows());
    expect(check?.sentence).toContain(`${EDGE_KEY} is missing`);
    expect((await keyferry(['doctor'], windows())).status).toBe(1);
  });
});

describe('doctor inside WSL', () => {
  it('finds no problem if only Windows has browsers, but reports a missing registry key of these browsers', async () => {
    const wsl = () => ({
      release: () => '5.15.167.4-microsoft-standard-WSL2',
      env: { HOME: home, PATH: '', WSL_DISTRO_NAME: 'Ubuntu' },
    });
    mkdirSync(join(root, 'c/Users/me/AppData/Local/Microsoft/Edge/User Data'), { recursive: true });
    await keyferry(['install'], wsl());
    expect(await find('registry', wsl())).toMatchObject({ severity: 'ok' });
    expect(await find('manifest', wsl())).toBeUndefined();
    registry.clear();
    expect(await find('registry', wsl())).toMatchObject({ severity: 'error' });
  });
});

describe('doctor on browser policies', () => {
  const policies = (platform: NodeJS.Platform, answers: Record<string, string>) =>
    checkSystemPolicies({
      platform,
      env: {},
      run: (_program: string, args: readonly string[]) => {
        const stdout = answers[args.join(' ')];
        return { status: stdout === undefined ? 1 : 0, stdout: stdout ?? '', stderr: '' };
      },
    } as unknown as CommandIo);
  const edge = 'HKLM\\Software\\Policies\\Microsoft\\Edge';
  const full = edge.replace('HKLM', 'HKEY_LOCAL_MACHINE');
  const line = (name: string, type: string, data: string) => `    ${name}    ${type}    ${data}\r\n`;
  const tree = (subkeys: Record<string, string>) => ({
    [`query ${edge} /s`]: Object.entries(subkeys)
      .map(([subkey, lines]) => `\r\n${full}${subkey}\r\n${lines}`)
      .join(''),
  });

  it('reads Windows policies from the registry, with one run of reg.exe for each browser', () => {
    const blocked = { '\\NativeMessagingBlocklist': line('1', 'REG_SZ', '*') };
    const allowed = { '\\NATIVEMESSAGINGALLOWLIST': line('1', 'REG_SZ', 'a.b') + line('3', 'REG_SZ', HOST_NAME) };
    const noUsers = { '': line('NativeMessagingUserLevelHosts', 'REG_DWORD', '0x0') };
    const others = {
      '': line('NativeMessagingUserLevelHosts', 'REG_DWORD', '0x1'),
      '\\Other': line('NativeMessagingUserLevelHosts', 'REG_DWORD', '0x0'),
      '\\Other\\NativeMessagingBlocklist\\Sub': line('1', 'REG_SZ', '*'),
    };
    expect(policies('win32', {})).toEqual([]);
    expect(policies('win32', tree(blocked))[0]?.sentence).toBe(
      `A policy in ${edge} blocks the host: NativeMessagingBlocklist blocks every native host.`,
    );
    expect(policies('win32', tree({ ...blocked, ...allowed }))).toEqual([]);
    expect(policies('win32', tree(noUsers))[0]?.remedy).toContain('install --system');
    expect(policies('win32', tree(others))).toEqual([]);
  });

  it('reads macOS policies from managed preferences', () => {
    const key = 'read /Library/Managed Preferences/com.google.Chrome NativeMessaging';
    expect(policies('darwin', {})).toEqual([]);
    expect(policies('darwin', { [`${key}Blocklist`]: '(\n    "*"\n)\n' })).toHaveLength(1);
    const both = { [`${key}Blocklist`]: '(\n    "*"\n)\n', [`${key}Allowlist`]: '(\n    "com.keyferry.host"\n)\n' };
    expect(policies('darwin', both)).toEqual([]);
    expect(policies('darwin', { [`${key}UserLevelHosts`]: '0\n' })).toHaveLength(1);
  });
});

describe.runIf(process.getuid?.() === 0)('doctor on an installation for all users (needs root)', () => {
  const manifest = () => join(root, 'system/etc/chromium/native-messaging-hosts', MANIFEST);

  it('accepts that the user has no manifest, and (attack 47) reports a program that another user could replace', async () => {
    mkdirSync(join(home, '.config/chromium'), { recursive: true });
    await keyferry(['install', '--system', '--browser', 'chromium'], {});
    expect(await find('manifest-chromium', {})).toMatchObject({ severity: 'ok' });
    expect(await find('system-owner', {})).toBeUndefined();
    const { path } = json(manifest());
    chownSync(join(path, '../keyferry.cjs'), 65534, 65534);
    expect(await find('system-owner', {})).toMatchObject({
      severity: 'error',
      sentence: expect.stringContaining('could replace it'),
    });
  });

  it('warns if both the system and the user have a manifest, but not if only the user has one', async () => {
    await keyferry(['install', '--system', '--browser', 'chromium'], {});
    await keyferry(['install', '--browser', 'chromium'], {});
    expect(await find('two-manifests-chromium', {})).toMatchObject({ severity: 'warning' });
    rmSync(manifest());
    expect(await find('two-manifests-chromium', {})).toBeUndefined();
  });
});

describe('browsers inside a sandbox', () => {
  it('cannot be registered, and doctor and install say why and what to do', async () => {
    for (const folder of ['.var/app/com.google.Chrome', 'snap/firefox', '.mozilla/firefox']) {
      mkdirSync(join(home, folder), { recursive: true });
    }
    const { skipped } = JSON.parse((await keyferry(['install', '--json'], {})).stdout);
    expect(skipped).toEqual([
      { browser: 'Google Chrome (Flatpak)', why: expect.stringMatching(/cannot start programs.*copy exports/) },
      { browser: 'Firefox (Snap)', why: expect.stringMatching(/desktop portal, which asks you once/) },
    ]);
  });
});
