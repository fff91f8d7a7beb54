import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allowedCallers } from '../../install-scripts/host-manifest.ts';
import { readExported } from '../../install-scripts/windows-registry.ts';
import { CHROMIUM_CALLER } from '../process/rig/host.ts';
import { helloRequest, writeRequest } from '../process/rig/requests.ts';
import {
  newUser,
  onLinux,
  useWindows,
  WINDOWS_NODE,
  type WindowsUser,
  whyNotLong,
  whyNotWindows,
} from './rig/windows.ts';

const CHROME_KEY = 'HKCU\\Software\\Google\\Chrome\\NativeMessagingHosts\\com.keyferry.host';
const FIREFOX_KEY = 'HKCU\\Software\\Mozilla\\NativeMessagingHosts\\com.keyferry.host';
const BROWSERS = ['--browser', 'chrome', '--browser', 'firefox'];

interface InstallReport {
  readonly changed: boolean;
  readonly files: readonly { readonly role: string; readonly path: string; readonly state: string }[];
}

/**
 * Windows has short names for folders whose names contain blanks, but wine has no short names. So under wine, there is
 * no path of the launcher that every tool can read.
 */
const NO_SHORT_NAME =
  /^Live profiles will use the command keyferry\.cmd from PATH, [\w ]+ at C:\\Users\\[^"\\]+\\\.keyferry\\bin\\keyferry\.cmd\.\r?\n/;

async function install(user: WindowsUser): Promise<InstallReport> {
  const { status, stdout, stderr } = await user.keyferry(['install', ...BROWSERS, '--json']);
  const remarks = stderr.replace('Everything is already installed.\n', '').replace(NO_SHORT_NAME, '');
  expect({ status, remarks }).toEqual({ status: 0, remarks: '' });
  return JSON.parse(stdout);
}

/** The default value of a registry key, as the output of reg.exe contains it. Null if there is no such registry key. */
async function registered(user: WindowsUser, key: string): Promise<string | null> {
  const file = 'C:\\windows\\temp\\exported.reg';
  const { status } = await user.run('C:\\windows\\system32\\reg.exe', ['export', key, file, '/y']);
  return status === 0 ? readExported(readFileSync(onLinux(file), 'utf16le')) : null;
}

const wrapperOf = ({ files }: InstallReport) => files.find(({ role }) => role === 'wrapper')?.path ?? '';

const isAscii = (text: string) => /^[ -~]*$/.test(text);

/**
 * Runs the installed wrapper. Under wine, the wrapper does not work if a path contains characters outside ASCII: after
 * `chcp 65001`, the cmd of wine does not read a batch file as UTF-8, but the cmd of Windows does.
 */
async function expectWrapperWorks(user: WindowsUser, wrapper: string, manifests: string): Promise<void> {
  const host = user.wrapper(wrapper, [CHROMIUM_CALLER, '--parent-window=0']);
  expect(await host.ask(helloRequest())).toMatchObject({ ok: true });
  expect(await host.ask(writeRequest())).toMatchObject({ ok: true, written: ['dev'] });
  expect(await host.process.end()).toMatchObject({ code: 0 });
  expect(user.read()).toContain('[dev]\n');
  const firefox = user.wrapper(wrapper, [
    `${manifests}\\firefox\\com.keyferry.host.json`,
    ...allowedCallers('firefox'),
  ]);
  expect(await firefox.ask(helloRequest())).toMatchObject({ ok: true });
  expect(await firefox.process.end()).toMatchObject({ code: 0 });
}

describe.skipIf(whyNotWindows !== '')(`install on Windows, under wine${whyNotWindows}`, () => {
  useWindows();

  it.each(['two words', ...(whyNotLong ? [] : ['nina', 'Jörg Müßig', "o'neil (test)"])])(
    'registers a host that answers through the .cmd wrapper, and uninstall removes everything: %s',
    async (name) => {
      const user = newUser(`install ${name}`);
      const first = await install(user);
      expect(first.changed).toBe(true);
      const manifests = `${user.home}\\AppData\\Local\\keyferry\\manifests`;
      expect(await registered(user, CHROME_KEY)).toBe(`${manifests}\\chromium\\com.keyferry.host.json`);
      expect(await registered(user, FIREFOX_KEY)).toBe(`${manifests}\\firefox\\com.keyferry.host.json`);
      const wrapper = wrapperOf(first);
      expect(JSON.parse(user.read(`${manifests}\\chromium\\com.keyferry.host.json`)).path).toBe(wrapper);

      expect(await install(user)).toMatchObject({ changed: false });

      if (isAscii(name)) await expectWrapperWorks(user, wrapper, manifests);

      expect(await user.keyferry(['uninstall'])).toMatchObject({ status: 0, stderr: '' });
      expect(await registered(user, CHROME_KEY)).toBeNull();
      expect(await registered(user, FIREFOX_KEY)).toBeNull();
      expect(user.names(`${user.home}\\AppData\\Local`)).toEqual([]);
    },
  );

  it.skipIf(whyNotLong !== '').each(['R&D', '100%', 'now!', 'a^b'])(
    `refuses a folder if the Command Prompt misreads the folder’s name: %s${whyNotLong}`,
    async (name) => {
      const user = newUser(`refused ${name}`);
      const { status, stdout, stderr } = await user.keyferry(['install', ...BROWSERS]);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(/^keyferry: .*Command Prompt.*set LOCALAPPDATA.*\.\r?\n$/);
      expect(user.names(`${user.home}\\AppData\\Local`)).toEqual([]);
      expect(await registered(user, CHROME_KEY)).toBeNull();
    },
  );

  it.skipIf(whyNotLong !== '')(`the wrapper does not pass variables for Node to the host${whyNotLong}`, async () => {
    const user = newUser();
    const wrapper = wrapperOf(await install(user));
    const host = user.wrapper(wrapper, [CHROMIUM_CALLER], { NODE_OPTIONS: '--no-such-option' });
    expect(await host.ask(helloRequest())).toMatchObject({ ok: true });
    await host.process.end();
    await user.keyferry(['uninstall']);
  });

  it.skipIf(whyNotLong !== '')(
    `the wrapper starts another Node if the recorded Node is gone${whyNotLong}`,
    async () => {
      const user = newUser();
      const wrapper = wrapperOf(await install(user));
      user.put(wrapper, user.read(wrapper).replace(`set "node=${WINDOWS_NODE}"`, 'set "node=C:\\gone\\node.exe"'));
      const host = user.wrapper(wrapper, [CHROMIUM_CALLER]);
      expect(await host.ask(helloRequest())).toMatchObject({ ok: true });
      await host.process.end();
      user.put(wrapper, user.read(wrapper).replaceAll(/node\.exe/g, 'none.exe'));
      // The test does not check the reply to the extension, because the command `type` stops at a zero byte in wine. In
      // Windows, `type` does not stop there.
      const none = await user.wrapper(wrapper, [CHROMIUM_CALLER]).process.end();
      expect(none.code).toBe(127);
      expect(none.stderr).toContain('The keyferry program needs Node 20');
      await user.keyferry(['uninstall']);
    },
  );

  it.skipIf(whyNotLong !== '')(`doctor finds no problem after an installation${whyNotLong}`, async () => {
    const user = newUser('doctor nina');
    await install(user);
    const { stdout } = await user.keyferry(['doctor', '--json']);
    const { checks } = JSON.parse(stdout) as { checks: { id: string; severity: string; sentence: string }[] };
    expect(checks.filter(({ severity }) => severity !== 'ok')).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['node', 'manifest-chrome', 'wrapper-chrome', 'wrapper-firefox', 'aws-directory']),
    );
    await user.keyferry(['uninstall']);
  });

  it.skipIf(whyNotLong !== '')(
    `doctor reports a wrapper that does not work, and install repairs the wrapper${whyNotLong}`,
    async () => {
      const user = newUser();
      const wrapper = wrapperOf(await install(user));
      user.put(wrapper, '@exit /b 3\r\n');
      const { status, stdout } = await user.keyferry(['doctor']);
      expect({ status, stdout }).toEqual({
        status: 1,
        stdout: expect.stringMatching(/error +wrapper-chrome .*does not work/),
      });
      await user.keyferry(['install', ...BROWSERS]);
      expect(await user.keyferry(['doctor'])).toMatchObject({ status: 0 });
      await user.keyferry(['uninstall']);
    },
  );
});
