import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Check } from '../../native-host/cli/doctor/check.ts';
import { program, world } from './rig/each-world.ts';
import { home, keyferry } from './rig/machine.ts';

const touch = (...paths: string[]) => {
  for (const path of paths) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{}');
  }
};
const chromium = (folder: string) => touch(join(folder, 'Local State'), join(folder, 'Default/Preferences'));
const firefox = (folder: string) => touch(join(folder, 'profiles.ini'), join(folder, 'installs.ini'));

const found = (): Check[] => world.json(['doctor']).data.checks.filter(({ id }: Check) => id === 'unknown-browser');

describe('a browser that Keyferry does not know', () => {
  it.each(['thorium', 'BraveSoftware/Brave-Origin', 'Perplexity/Comet'])(
    'is reported by install, with the command that registers this browser: %s',
    (name) => {
      const folder = world.path('.config', name);
      chromium(folder);
      world.startBrowser('.config/chromium', '.mozilla/firefox');
      const { data } = world.json(['install']);
      expect(data.skipped).toEqual([
        { browser: name.split('/').at(-1), why: expect.stringContaining(`--profile-dir ${folder}\``) },
      ]);
      expect(found()).toEqual([
        expect.objectContaining({
          severity: 'warning',
          remedy: `If you use that browser, run \`npx keyferry install --profile-dir ${folder}\`.`,
        }),
      ]);
      expect(world.keyferry(['install', '--profile-dir', folder]).status).toBe(0);
      expect(found()).toEqual([]);
      expect(world.json(['install']).data.skipped).toEqual([]);
    },
  );

  it('is no longer reported after the registration of Firefox if the browser is built from Firefox', () => {
    firefox(world.path('.floorp'));
    expect(found()[0]?.remedy).toBe('If you use that browser, run `npx keyferry install --browser firefox`.');
    world.keyferry(['install', '--browser', 'firefox']);
    expect(found()).toEqual([]);
  });

  it('is reported by install even if it is the only browser', () => {
    const folder = world.path(".config/it's new");
    chromium(folder);
    const done = world.keyferry(['install']);
    expect(done).toMatchObject({ status: 1, stdout: '' });
    expect(done.stderr).toContain(`--profile-dir '${folder.replace("'", `'\\''`)}'`);
  });

  it('is not reported for an empty folder, or for a folder of a known browser, an Electron program or a mail program', () => {
    chromium(world.path('.config/chromium'));
    firefox(world.path('.mozilla/firefox'));
    firefox(world.path('.thunderbird'));
    touch(world.path('.config/Slack/Local State'), world.path('.config/Slack/Preferences'));
    touch(world.path('.config/empty/profiles.ini'));
    expect(found()).toEqual([]);
    expect(world.json(['install']).data.skipped).toEqual([]);
  });

  it.each([
    ['darwin', 'Library/Application Support/Thorium', '--profile-dir '],
    ['win32', 'Local/Thorium/User Data', '--browser chromium --browser chrome'],
  ] as const)('is found on %s', async (platform, folder, command) => {
    chromium(join(home, folder));
    const env = {
      HOME: home,
      PATH: '',
      LOCALAPPDATA: join(home, 'Local'),
      APPDATA: join(home, 'Roaming'),
      USERPROFILE: home,
    };
    const { stdout } = await keyferry(['doctor', '--json'], { platform, env, programPath: program });
    const check = JSON.parse(stdout).checks.find(({ id }: Check) => id === 'unknown-browser');
    expect(check?.remedy).toContain(command);
  });
});
