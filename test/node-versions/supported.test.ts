import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cmdWrapper } from '../../install-scripts/windows-wrapper.ts';
import { posixWrapper } from '../../install-scripts/wrapper.ts';
import { checkNode } from '../../native-host/cli/doctor/node.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { testedNodes } from '../../scripts/node-versions.ts';
import { hostPackage } from '../../scripts/package-host.ts';

const oldest = testedNodes[0];
/** The text of README in one line, because the searched sentences can contain line breaks. */
const readme = readFileSync('README.md', 'utf8').replace(/\s+/g, ' ');

describe('the Node versions that are supported', () => {
  it('are the same in the package, in the wrappers and in doctor: the oldest tested version and newer versions', () => {
    expect(hostPackage([], undefined)).toMatchObject({ engines: { node: `>=${oldest}` } });
    const posix = posixWrapper({ node: '/node', program: '/keyferry.cjs', home: '/home/me', privileged: false });
    const windows = cmdWrapper('C:\\node.exe', 'C:\\keyferry.cjs', { LOCALAPPDATA: 'C:\\local' });
    for (const text of [posix, windows]) {
      expect(text).toContain(`needs Node ${oldest} or newer`);
      expect(text).toContain(`parseInt(process.versions.node) < ${oldest}`);
    }
    const severity = (version: string) =>
      checkNode({ execPath: '/node' } as Parameters<typeof checkNode>[0], version).severity;
    expect([severity(`${oldest - 1}.9.9`), severity(`${oldest}.0.0`)]).toEqual(['error', 'ok']);
  });

  it('are named in README, for those who run the program and for those who build it', () => {
    const named = /tested with Node ((?:\d+, )*\d+ and \d+) on Linux/.exec(readme)?.[1];
    expect(named?.split(/, | and /).map(Number)).toEqual([...testedNodes]);
    expect(readme).toContain(`Both need Node ${oldest} or newer`);
    expect(packageJson.engines.node).toBe(`>=${oldest}.19`);
    expect(readme).toContain(`From a clone (Node ${oldest}.19 or newer)`);
    expect(readFileSync('scripts/run.mjs', 'utf8')).toContain(
      `major < ${oldest} || (major === ${oldest} && minor < 19)`,
    );
  });
});
