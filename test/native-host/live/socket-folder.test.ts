import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  folderProblem,
  openSocketFolder,
  type SocketLocation,
  socketFolders,
} from '../../../native-host/live/socket-folder.ts';

const location = (change: Partial<SocketLocation> = {}): SocketLocation => ({
  env: {},
  platform: 'linux',
  home: '/home/me',
  listedHome: '/home/me',
  uid: 1000,
  ...change,
});

describe('the folders of sockets', () => {
  it('on Linux, are the folder of the login session and then a folder in the home folder', () => {
    expect(socketFolders(location())).toEqual(['/run/user/1000/keyferry', '/home/me/.keyferry/run']);
    expect(socketFolders(location({ env: { XDG_RUNTIME_DIR: '/tmp/x' } }))).toEqual(socketFolders(location()));
  });

  it('on macOS, are in the home folder', () => {
    expect(socketFolders(location({ platform: 'darwin' }))).toEqual(['/home/me/.keyferry/run']);
  });

  it.each(['/tmp/demo', ''])(
    'attack 60: are only below HOME, even if the system’s list of users has the home folder %j',
    (listedHome) => {
      expect(socketFolders(location({ listedHome }))).toEqual(['/home/me/.keyferry/run']);
    },
  );

  it('on Windows, are below LOCALAPPDATA', () => {
    const [folder = ''] = socketFolders(location({ platform: 'win32', env: { LOCALAPPDATA: '/local' } }));
    expect(folder).toBe('/local/keyferry/run');
  });
});

describe('in a real file system', () => {
  let root = '';
  let real: SocketLocation;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'keyferry-sockets-'));
    const uid = process.geteuid?.() ?? 0;
    real = location({ home: root, listedHome: root, uid, runtimeRoot: join(root, 'user') });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const own = () => join(root, '.keyferry', 'run');
  const ofLogin = () => join(root, 'user', String(real.uid), 'keyferry');

  it('the folder of the login session is used if it exists, otherwise the folder in the home folder', () => {
    expect(openSocketFolder(real)).toBe(own());
    expect(existsSync(join(root, 'user'))).toBe(false);
    mkdirSync(join(ofLogin(), '..'), { recursive: true });
    expect(openSocketFolder(real)).toBe(ofLogin());
  });

  it('attack 39: if the folder of the login session is not safe, the folder in the home folder is used', () => {
    mkdirSync(ofLogin(), { recursive: true });
    chmodSync(ofLogin(), 0o755);
    expect(openSocketFolder(real)).toBe(own());
  });

  it('attack 39: a folder of another user is refused', () => {
    mkdirSync(own(), { recursive: true, mode: 0o700 });
    expect(folderProblem(own(), real)).toBeNull();
    expect(folderProblem(own(), { ...real, uid: real.uid + 1 })?.message).toContain('it belongs to another user');
    expect(() => openSocketFolder({ ...real, uid: real.uid + 1 })).toThrow('it belongs to another user');
  });

  it.each([
    [0o710, 'other users may open it'],
    [0o702, 'other users may open it'],
  ])('attack 39: a socket folder with the mode %o is refused', (mode, why) => {
    mkdirSync(own(), { recursive: true });
    chmodSync(own(), mode);
    expect(() => openSocketFolder(real)).toThrow(why);
  });

  it('attack 39: a link to a safe socket folder is refused', () => {
    mkdirSync(join(root, 'safe'), { mode: 0o700 });
    symlinkSync(join(root, 'safe'), join(root, 'link'));
    expect(folderProblem(join(root, 'link'), real)?.message).toContain('it is a link');
  });
});
