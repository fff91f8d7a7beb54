import { describe, expect, it } from 'vitest';
import { planLaunchers } from '../../../../native-host/cli/install/launcher-plan.ts';
import type { InstallRecord } from '../../../../native-host/cli/install/record.ts';
import type { CommandIo } from '../../../../native-host/terminal/io.ts';

const EMPTY: InstallRecord = { version: 1, files: [], folders: [] };
const record = (...launchers: string[]): InstallRecord => ({ ...EMPTY, launchers });

/**
 * A Windows computer with this home folder.
 * @param short the short name that cmd prints for a folder
 */
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
  it('is in the home folder, with capitals in its path because the SDK for Go misreads \\n and \\t', () => {
    const path = 'C:\\Users\\Nina\\.keyferry\\bin\\keyferry.cmd';
    expect(planLaunchers(undefined, EMPTY, windows('C:\\Users\\nina'))).toEqual({
      files: [path],
      recorded: [path],
      note: null,
    });
  });

  it('has a path with the short name of the home folder if the long name has a blank', () => {
    const path = 'C:\\Users\\JOHNDO~1\\.keyferry\\bin\\keyferry.cmd';
    const plan = planLaunchers(undefined, EMPTY, windows('C:\\Users\\John Doe', 'C:\\Users\\JOHNDO~1'));
    expect(plan).toEqual({ files: [path], recorded: [path], note: null });
  });

  it('is started by its name, through PATH, if the home folder’s name has a blank and there is no short name', () => {
    const plan = planLaunchers(undefined, EMPTY, windows('C:\\Users\\John Doe', 'C:\\Users\\John Doe'));
    expect(plan).toMatchObject({ files: [], recorded: ['keyferry.cmd'] });
    expect(plan.note).toContain('keyferry.cmd from PATH');
    const later = planLaunchers('D:\\tools', record('keyferry.cmd'), windows('C:\\Users\\John Doe'));
    expect(later.recorded).toEqual(['D:\\Tools\\keyferry.cmd']);
  });

  it('stays in the folder in which an earlier installation put it', () => {
    const path = 'D:\\Tools\\keyferry.cmd';
    expect(planLaunchers(undefined, record(path), windows('C:\\Users\\me')).recorded).toEqual([path]);
  });

  it('is refused in a folder whose name has a blank if the folder has no short name', () => {
    expect(() => planLaunchers('D:\\two words', EMPTY, windows('C:\\Users\\me', 'D:\\two words'))).toThrow(
      'Some AWS tools cannot start a program',
    );
  });
});
