import { chownSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ownerFileName, ownerHere } from '../../native-host/aws-files/editing/lock-owner.ts';
import { thisSystem } from '../../native-host/aws-files/editing/system.ts';
import { WITH_ENDLESS_TIME } from '../process/rig/clock.ts';
import { askOnce } from '../process/rig/host.ts';
import { writeRequest } from '../process/rig/requests.ts';
import { OLD, prepared, type Sandbox, temporaryFolder } from '../process/rig/sandbox.ts';

/**
 * Makes the file name for a lock whose owner has certainly ended. A process that takes the lock removes the file with
 * this name.
 */
const deadOwner = () => ownerFileName({ ...ownerHere(thisSystem()), pid: 4_000_000 });

describe('a lock folder from an unknown source', () => {
  let sandbox: Sandbox;
  let lock = '';
  let target = '';
  beforeEach(() => {
    sandbox = prepared(OLD);
    lock = `${sandbox.credentials}.lock`;
    target = join(temporaryFolder(), 'precious');
    mkdirSync(target);
  });

  /**
   * Sends a write to a host. If the lock were busy, this host would wait without end.
   * @returns the reply of the host
   */
  async function refusal() {
    const { reply } = await askOnce(sandbox, writeRequest(), WITH_ENDLESS_TIME);
    expect(sandbox.read()).toBe(OLD);
    return reply;
  }

  it.each(['with the file of a dead owner', 'that is empty', 'that does not exist'])(
    'attack 53: is refused at once, not followed and not emptied if it is a link to a folder %s',
    async (what) => {
      const names = what.includes('dead') ? [deadOwner()] : [];
      for (const name of names) writeFileSync(join(target, name), '');
      symlinkSync(what.includes('not exist') ? join(target, 'gone') : target, lock);
      expect(await refusal()).toMatchObject({
        ok: false,
        code: 'FILE_IO',
        message: expect.stringContaining(`${lock} is a link, which Keyferry does not follow; remove it`),
      });
      expect(readdirSync(target)).toEqual(names);
      expect(sandbox.names()).toEqual(['credentials', 'credentials.lock']);
    },
  );

  const isRoot = process.geteuid?.() === 0;
  it.skipIf(!isRoot)(
    `attack 53: is refused at once if another user owns it, and its files stay${isRoot ? '' : ': needs root'}`,
    async () => {
      mkdirSync(lock);
      writeFileSync(join(lock, deadOwner()), '');
      chownSync(lock, 65534, 65534);
      expect(await refusal()).toMatchObject({
        ok: false,
        code: 'FILE_IO',
        message: expect.stringContaining(`${lock} belongs to another user; remove it`),
      });
      expect(readdirSync(lock)).toHaveLength(1);
    },
  );

  it('is removed by the next write if a dead Keyferry process has left it', async () => {
    mkdirSync(lock);
    writeFileSync(join(lock, deadOwner()), '');
    expect((await askOnce(sandbox, writeRequest())).reply).toMatchObject({ ok: true });
    expect(sandbox.names()).toEqual(['credentials']);
  });
});

describe('a credentials file that others can open', () => {
  it.each([
    [0o602, 'change'],
    [0o620, 'change'],
    [0o622, 'change'],
    [0o640, 'read'],
    [0o666, 'read and change'],
  ])(
    'attack 54: is written despite the mode %o, and the reply names the command that makes it private',
    async (mode, access) => {
      const sandbox = prepared(OLD, mode);
      const { reply } = await askOnce(sandbox, writeRequest());
      expect(reply).toMatchObject({
        ok: true,
        warnings: [`Other users can ${access} ${sandbox.credentials}; run \`chmod 600 ${sandbox.credentials}\`.`],
      });
      expect(sandbox.mode() & ~mode).toBe(0);
    },
  );
});
