import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  forgetLive,
  type LiveEntry,
  liveRecordPath,
  noteUses,
  readLiveEntry,
  readLiveRecord,
  recordLive,
} from '../../../native-host/data-folder/live-record.ts';
import { ABANDONED_MS, OWN_LOCK_WAIT_MS } from '../../../native-host/data-folder/own-lock.ts';

const FIREFOX = `${'0'.repeat(31)}1`;
const CHROMIUM = `${'0'.repeat(31)}2`;
const entry = (change: Partial<LiveEntry> = {}): LiveEntry => ({
  installation: FIREFOX,
  browser: 'Firefox',
  portal: 'https://demo.awsapps.com/start',
  accountId: '111122223333',
  roleName: 'Admin',
  ...change,
});

let home: string;
const location = () => ({ env: {}, platform: 'linux' as const, home, directory: join(home, 'program') });
const path = () => liveRecordPath(location());
const names = () => [...readLiveRecord(location()).keys()];
const put = (text: string) => {
  mkdirSync(join(path(), '..'), { recursive: true });
  writeFileSync(path(), text);
};
const record = (...pairs: [string, LiveEntry][]) => recordLive(location(), new Map(pairs));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keyferry-live-record-'));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(home, { recursive: true, force: true });
});

describe('the record of live profiles (live.json)', () => {
  it('contains an entry for each profile name, and only the user can read the file', async () => {
    await record(['dev', entry({ production: true, region: 'eu-west-1' })]);
    await record(['test', entry({ accountId: '444455556666' })]);
    expect(readLiveEntry(location(), 'dev')).toEqual(entry({ production: true, region: 'eu-west-1' }));
    expect(names()).toEqual(['dev', 'test']);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect(statSync(join(path(), '..')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path(), '..'))).toEqual(['live.json']);
  });

  it.each(['', 'null', '[]', '{"version":2,"profiles":{}}', '{"version":1}', '{"version":1,"profiles":[]', '\0'])(
    'counts as empty if its text is %j, and new entries can be written',
    async (text) => {
      put(text);
      expect(names()).toEqual([]);
      await record(['dev', entry()]);
      expect(names()).toEqual(['dev']);
    },
  );

  it.each([
    ['an account id of another form', { accountId: '1' }],
    ['a portal that is no start URL', { portal: 'https://evil.example/start' }],
    ['an installation of another form', { installation: 'x' }],
    ['a role with a line break', { roleName: 'a\nb' }],
  ])('ignores an entry that has %s', (_what, change) => {
    put(JSON.stringify({ version: 1, profiles: { bad: { ...entry(), ...change }, good: entry() } }));
    expect(names()).toEqual(['good']);
    expect(readLiveEntry(location(), 'bad')).toBeNull();
  });

  it.each(['__proto__', 'constructor', 'a b', '../x'])('ignores an entry for the name %j', (name) => {
    put(`{"version":1,"profiles":{${JSON.stringify(name)}:${JSON.stringify(entry())}}}`);
    expect(names()).toEqual([]);
    expect(readLiveEntry(location(), name)).toBeNull();
  });

  it('gets the earlier entries back when a set-up is undone', async () => {
    await record(['dev', entry()]);
    const undo = await record(['dev', entry({ installation: CHROMIUM })], ['new', entry()]);
    await undo();
    expect([...readLiveRecord(location())]).toEqual([['dev', entry()]]);
  });

  it('keeps entries that another browser wrote after a set-up, even if the set-up is undone', async () => {
    const undo = await record(['dev', entry()]);
    await record(['dev', entry({ installation: CHROMIUM })]);
    await undo();
    expect(readLiveEntry(location(), 'dev')?.installation).toBe(CHROMIUM);
  });

  it('counts the uses of a profile, and begins again at 0 if the profile then belongs to another browser', async () => {
    await record(['dev', entry()]);
    await noteUses(location(), new Map([['dev', { at: 1000, by: 'aws' }]]));
    const latest = { at: 2000, by: 'terraform' };
    await noteUses(
      location(),
      new Map([
        ['dev', latest],
        ['unknown', latest],
      ]),
    );
    const used = { usedAt: 2000, usedBy: 'terraform', uses: 2 };
    expect(readLiveEntry(location(), 'dev')).toEqual(entry(used));
    await record(['dev', entry({ alias: 'Dev' })]);
    expect(readLiveEntry(location(), 'dev')).toEqual(entry({ ...used, alias: 'Dev' }));
    await record(['dev', entry({ installation: CHROMIUM })]);
    expect(readLiveEntry(location(), 'dev')).toEqual(entry({ installation: CHROMIUM }));
    expect(names()).toEqual(['dev']);
  });

  it('lets Keyferry remove all entries of one browser, entries with given names, or only entries that match both', async () => {
    const all = () => record(['a', entry()], ['b', entry()], ['c', entry({ installation: CHROMIUM })]);
    await all();
    await forgetLive(location(), FIREFOX);
    expect(names()).toEqual(['c']);
    await all();
    await forgetLive(location(), FIREFOX, ['a', 'c']);
    expect(names().toSorted()).toEqual(['b', 'c']);
    await forgetLive(location(), undefined, ['c']);
    expect(names()).toEqual(['b']);
  });

  it('attack 23: keeps every entry if 40 changes come at the same time', async () => {
    // The clock stands still. Otherwise, a change could give up because it waits too long for the earlier changes.
    vi.useFakeTimers({ toFake: ['performance'] });
    const wanted = Array.from({ length: 40 }, (_, at) => `p${at}`);
    await Promise.all(wanted.map((name) => record([name, entry()])));
    expect(names().toSorted()).toEqual(wanted.toSorted());
    expect(readdirSync(join(path(), '..'))).toEqual(['live.json']);
  });

  it('is not replaced while it cannot be read, so that no entry is lost', async () => {
    await record(['dev', entry()]);
    // Node cannot read a file of this size.
    truncateSync(path(), 3 * 1024 ** 3);
    await expect(record(['prod', entry()])).rejects.toThrow();
    expect(statSync(path()).size).toBe(3 * 1024 ** 3);
  });

  it('attack 23: keeps an entry of a process that takes over the lock of a paused process', async () => {
    await record(['dev', entry()]);
    const lock = `${path()}.lock`;
    const [theirs, mine] = [entry({ roleName: 'Theirs' }), entry({ roleName: 'Mine' })];
    let runs = 0;
    class Slow extends Map<string, LiveEntry> {
      override [Symbol.iterator]() {
        runs += 1;
        if (runs === 1) {
          // This process has read the file. Now another process takes over the lock and writes the file.
          for (const owner of readdirSync(lock)) rmSync(join(lock, owner));
          writeFileSync(join(lock, 'other'), '');
          put(JSON.stringify({ version: 1, profiles: { dev: entry(), theirs } }));
          setTimeout(() => rmSync(lock, { recursive: true }), 50);
        }
        return super[Symbol.iterator]();
      }
    }
    await recordLive(location(), new Slow([['mine', mine]]));
    expect(names().sort()).toEqual(['dev', 'mine', 'theirs']);
  });

  it('attack 23: can be written if the lock belongs to a process that has ended', async () => {
    put('{"version":1,"profiles":{}}');
    mkdirSync(`${path()}.lock`);
    writeFileSync(join(`${path()}.lock`, 'dead'), '');
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const done = record(['dev', entry()]);
    await vi.advanceTimersByTimeAsync(ABANDONED_MS - 100);
    expect(names()).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    await done;
    expect(names()).toEqual(['dev']);
  });

  it('attack 23: is not written if other processes never release its lock, and the error names the lock', async () => {
    put('{"version":1,"profiles":{}}');
    mkdirSync(`${path()}.lock`);
    writeFileSync(join(`${path()}.lock`, 'first'), '');
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
    const done = record(['dev', entry()]).then(() => null, String);
    for (let ms = 0; ms <= OWN_LOCK_WAIT_MS + 1000; ms += 1000) {
      writeFileSync(join(`${path()}.lock`, `owner-${ms}`), '');
      for (const name of readdirSync(`${path()}.lock`))
        if (name !== `owner-${ms}`) rmSync(join(`${path()}.lock`, name));
      await vi.advanceTimersByTimeAsync(1000);
    }
    expect(await done).toContain('live.json.lock');
    expect(names()).toEqual([]);
  });
});
