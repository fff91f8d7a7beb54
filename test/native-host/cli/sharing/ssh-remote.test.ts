// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are paths
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  pathProblem,
  prepareCommand,
  remoteSocketIn,
  SOCKET_LINE,
  shellCommand,
} from '../../../../native-host/cli/sharing/ssh-remote.ts';
import { temporaryFolder } from '../../../process/rig/sandbox.ts';

describe('the socket path that an SSH host prints', () => {
  it('is found even after output of the shell’s start files, but only if the line with the path is complete', () => {
    expect(remoteSocketIn(`Welcome!\n${SOCKET_LINE}/home/me/s.sock\nmore`)).toBe('/home/me/s.sock');
    expect(remoteSocketIn(`Welcome!\r\n${SOCKET_LINE}/home/me/s.sock\r\n`)).toBe('/home/me/s.sock');
    expect(remoteSocketIn(`${SOCKET_LINE}/home/me/s.so`)).toBeNull();
    expect(remoteSocketIn(`x${SOCKET_LINE}/home/me/s.sock\n`)).toBeNull();
  });

  it.each(['/a:/b', "/a'b", '/a b', '/a$(id)', '/a;id', '/a%h', '/${HOME}', 'a/b', '-oX', '', '/', '/a\\b', '/é'])(
    'attack 75: is not used if it is %j',
    (path) => {
      expect(pathProblem(path)).not.toBeNull();
    },
  );

  it('is refused if it has more than 103 characters, because some systems do not allow a longer path', () => {
    expect(pathProblem('/home/me/.keyferry/ssh/box-17.sock')).toBeNull();
    expect(pathProblem(`/${'a'.repeat(102)}`)).toBeNull();
    expect(pathProblem(`/${'a'.repeat(103)}`)).toContain('too long');
  });
});

it('attack 75: the commands for an SSH host have no character that login shells read differently inside quotes', () => {
  for (const command of [prepareCommand, shellCommand('/home/me/s.sock')]) {
    expect(command).toMatch(/^sh -c '[^'\\!\n\r]+'(?: sh [\w./-]+)?$/);
  }
});

const SHELLS = ['sh', 'bash', 'dash', 'zsh', 'fish', 'tcsh', 'ksh', 'mksh', 'elvish', 'xonsh'];
const found = SHELLS.filter((name) => spawnSync(name, ['-c', 'true']).status === 0);
if (found.length < SHELLS.length)
  console.warn(`not tried in ssh-remote: ${SHELLS.filter((name) => !found.includes(name)).join(', ')}`);

describe.each(found)('with the login shell %s', (shell) => {
  function host() {
    const home = temporaryFolder();
    const env = { PATH: process.env.PATH, HOME: home, SHELL: join(home, 'login') };
    writeFileSync(join(home, 'login'), '#!/bin/sh\nprintf "%s|" "$1" "$KEYFERRY_SOCKET"\n', { mode: 0o755 });
    return { home, run: (command: string) => spawnSync(shell, ['-c', command], { env, encoding: 'utf8', input: '' }) };
  }

  it('the SSH host creates the folder for the socket, and removes sockets of ended sessions', () => {
    const { home, run } = host();
    const first = remoteSocketIn(run(prepareCommand).stdout) ?? '';
    expect(first).toMatch(new RegExp(`^${home}/\\.keyferry/ssh/[^/]+-\\d+\\.sock$`));
    const folder = join(home, '.keyferry/ssh');
    writeFileSync(first.replace(/\d+\.sock$/, '9999999.sock'), '');
    writeFileSync(first.replace(/\d+\.sock$/, `${process.pid}.sock`), '');
    mkdirSync(join(folder, 'other'));
    expect(remoteSocketIn(run(prepareCommand).stdout)).not.toBeNull();
    const kept = readdirSync(folder);
    expect(kept).toHaveLength(2);
    expect(kept).toEqual(expect.arrayContaining(['other', expect.stringMatching(`-${process.pid}\\.sock$`)]));
  });

  it('the SSH host starts the login shell with the path of the socket', () => {
    const { stdout, status } = host().run(shellCommand('/home/me/s.sock'));
    expect({ stdout, status }).toEqual({ stdout: '-l|/home/me/s.sock|', status: 0 });
  });
});
