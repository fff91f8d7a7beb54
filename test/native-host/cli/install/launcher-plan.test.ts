import { describe, expect, it } from 'vitest';
import { planLaunchers } from '../../../../native-host/cli/install/launcher-plan.ts';
import type { InstallRecord } from '../../../../native-host/cli/install/record.ts';
import type { CommandIo } from '../../../../native-host/terminal/io.ts';

const EMPTY: InstallRecord = { version: 1, files: [], folders: [] };
const record = (...launchers: string[]): InstallRecord => ({ ...EMPTY, launchers });

/** A Windows user. @param short what cmd answers for the short name of a folder */
function windows(home: string, short = ''): CommandIo {
  return {
    env: {},
    platform: 'win32',
    release: () => '10',
    root: '',
    home,
    execPath: 'C:\\node.exe',
    programPath: 'C:\\keyferry.cjs',
    run: () => ({ status: 0, stdout: `${short}\r\n`, stderr: '' }),
    stdout: () => {},
    stderr: () => {},
    isTerminal: false,
    now: Date.now,
  };
}

describe('the launcher on Windows', () => {
  it('has its path in the home folder, with capitals where the SDK for Go would read a line break or a tab', () => {
    const path = 'C:\\Users\\Nina\\.keyferry\\bin\\keyferry.cmd';
    expect(planLaunchers(undefined, EMPTY, windows('C:\\Users\\nina'))).toEqual({
      files: [path],
      recorded: [path],
      note: null,
    });
  });

  it('has the short name of a home folder with a blank', () => {
    const path = 'C:\\Users\\JOHNDO~1\\.keyferry\\bin\\keyferry.cmd';
    const plan = planLaunchers(undefined, EMPTY, windows('C:\\Users\\John Doe', 'C:\\Users\\JOHNDO~1'));
    expect(plan).toEqual({ files: [path], recorded: [path], note: null });
  });

  it('is the command from PATH if the home folder has no short name', () => {
    const plan = planLaunchers(undefined, EMPTY, windows('C:\\Users\\John Doe', 'C:\\Users\\John Doe'));
    expect(plan).toMatchObject({ files: [], recorded: ['keyferry.cmd'] });
    expect(plan.note).toContain('keyferry.cmd from PATH');
    const later = planLaunchers('D:\\tools', record('keyferry.cmd'), windows('C:\\Users\\John Doe'));
    expect(later.recorded).toEqual(['D:\\Tools\\keyferry.cmd']);
  });

  it('stays where an earlier install put it', () => {
    const path = 'D:\\Tools\\keyferry.cmd';
    expect(planLaunchers(undefined, record(path), windows('C:\\Users\\me')).recorded).toEqual([path]);
  });

  it('is refused in a folder with a blank that has no short name', () => {
    expect(() => planLaunchers('D:\\two words', EMPTY, windows('C:\\Users\\me', 'D:\\two words'))).toThrow(
      'Some AWS tools cannot start a program',
    );
  });
});
