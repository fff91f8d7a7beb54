import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bugReport } from '../../native-host/cli/doctor/report.ts';
import type { CommandIo } from '../../native-host/terminal/io.ts';
import { version } from '../../package.json';
import { program, world } from './rig/each-world.ts';
import { Host } from './rig/host.ts';
import { cliRequest } from './rig/requests.ts';
import { CHROMIUM } from './rig/world.ts';

const CANARY = 'KEYFERRYCANARY';
const CANARY_ID = '990088007766';

/**
 * AWS files in which every name, id, address and key is a canary: a text that no report may contain. Doctor finds
 * problems in some of the lines.
 */
function plantCanaries(): void {
  mkdirSync(world.path('.aws'), { mode: 0o700 });
  const credentials = [
    `[${CANARY}-acme]`,
    `aws_access_key_id = ASIA${CANARY}`,
    `aws_secret_access_key = ${CANARY}/secret`,
    `[${CANARY}-acme]`,
    `  ${CANARY} odd`,
    `${CANARY}`,
    '[unclosed',
  ];
  writeFileSync(world.path('.aws/credentials'), `${credentials.join('\r\n')}\r\n`, { mode: 0o600 });
  const config = [
    `[profile ${CANARY}-acme]`,
    `sso_start_url = https://${CANARY}.awsapps.com/start`,
    `sso_account_id = ${CANARY_ID}`,
    `sso_session = ${CANARY}`,
    `[sso-session ${CANARY}]`,
    `sso_start_url = https://${CANARY}2.awsapps.com/start`,
    'sso_region = nowhere',
  ];
  writeFileSync(world.path('.aws/config'), `${config.join('\n')}\n`);
  chmodSync(world.path('.aws/config'), 0o640);
}

const variables = {
  AWS_PROFILE: `${CANARY}-acme`,
  AWS_SECRET_ACCESS_KEY: `${CANARY}/secret`,
  AWS_SESSION_TOKEN: CANARY,
  KEYFERRY_UNKNOWN: CANARY,
};

describe('keyferry doctor --report', () => {
  it('shows versions, paths, modes and browsers, but no account name, no secret and not the home folder', () => {
    world.startBrowser('.config/chromium');
    world.keyferry(['install']);
    plantCanaries();
    const checks = world.keyferry(['doctor'], variables).stdout;
    expect(checks).toContain(CANARY);
    const { status, stdout, stderr } = world.keyferry(['doctor', '--report'], variables);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toContain(CANARY);
    expect(stdout).not.toContain(CANARY_ID);
    expect(stdout).not.toContain(world.home);
    expect(stdout).toMatch(new RegExp(`^Keyferry +${version.replaceAll('.', '\\.')}$`, 'm'));
    expect(stdout).toMatch(new RegExp(`^Node +${process.versions.node} ${process.arch}$`, 'm'));
    expect(stdout).toMatch(/^system +linux \S+$/m);
    expect(stdout).toMatch(/^browsers +Chromium$/m);
    expect(stdout).toMatch(/^variables +HOME, AWS_PROFILE, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN$/m);
    expect(stdout).toMatch(/^AWS folder +~\/\.aws +folder, mode 0700$/m);
    expect(stdout).toMatch(/^credentials +~\/\.aws\/credentials +file, mode 0600, \d+ bytes, line ends CRLF$/m);
    expect(stdout).toMatch(/^config +~\/\.aws\/config +file, mode 0640, \d+ bytes, line ends LF$/m);
    expect(stdout).toContain(`Chromium finds the host through ~/${CHROMIUM}.`);
    expect(stdout).toMatch(/^(?:error|warning) +credentials-text/m);
  });

  it('does not show account names, even if the popup has sent a list of all roles', async () => {
    const host = await Host.start({ env: world.env() } as Parameters<typeof Host.start>[0]);
    const roles = [{ accountName: CANARY, accountId: CANARY_ID, roleName: CANARY, name: CANARY }];
    expect(await host.ask(cliRequest(roles, { whole: true, template: '{account}' }))).toMatchObject({ ok: true });
    await host.end();
    const { stdout } = world.keyferry(['doctor', '--report']);
    expect(stdout).toMatch(/^config +~\/\.aws\/config +file, mode 0600/m);
    expect(stdout).not.toContain(CANARY);
    expect(stdout).not.toContain(CANARY_ID);
  });

  it('works in an empty home folder, and says what is missing there', () => {
    const { status, stdout } = world.keyferry(['doctor', '--report']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^browsers +none was started here$/m);
    expect(stdout).toMatch(/^credentials +~\/\.aws\/credentials +missing$/m);
  });

  it('shows a Windows home folder as ~, no matter which slashes and capital letters the path has', () => {
    const io = { platform: 'win32', home: 'C:\\Users\\nina (x)', execPath: 'c:/users/NINA (X)/node.exe', env: {} };
    const checks = [{ id: 'node', severity: 'ok', sentence: 'At C:\\Users\\nina (x)\\a.', remedy: '' } as const];
    const given = { ...io, programPath: program, release: () => '10.0' } as unknown as CommandIo;
    const text = bugReport(checks, given);
    expect(text).toContain('At ~\\a.');
    expect(text).toContain('~/node.exe');
    expect(text).not.toMatch(/nina/i);
  });

  it('refuses every other option', () => {
    const { status, stderr } = world.keyferry(['doctor', '--report', '--json']);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('leave out') });
  });
});
