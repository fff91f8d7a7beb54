import type { Stats } from 'node:fs';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { asPlaceError } from '../../../../native-host/aws-files/editing/place-errors.ts';
import { type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';
import { prepared } from '../../../process/rig/sandbox.ts';
import { systemError } from './faulty-system.ts';

const real = thisSystem();

/** The system of this machine, but the user `uid` runs Keyferry. Every folder belongs to the user `owner`. */
function systemOf({
  uid = 1000 as number | null,
  owner = 0,
  ...changes
}: Partial<System> & { owner?: number } = {}): System {
  const stat = async (path: string) => Object.assign((await real.files.stat(path)) as Stats, { uid: owner });
  return { ...real, uid, ...changes, files: { ...real.files, stat } as unknown as System['files'] };
}

const causeOf = async (system: System, error: unknown, path: string) =>
  (await asPlaceError(system, error, path)) as KeyferryError;

describe('the reason why a file cannot be written', () => {
  const { aws, credentials, config } = prepared();
  const sudo = `First run \`sudo chown "$(id -un)" ${aws}\``;

  it.each(['EACCES', 'EPERM'])(
    'attack 21: is that root owns the file’s folder, if the user is not root (%s)',
    async (code) => {
      const error = await causeOf(systemOf(), systemError(code), credentials);
      expect(error.message).toContain(`${credentials} cannot be written (its folder belongs to root)`);
      expect(error.message).toContain(sudo);
    },
  );

  it('does not mention the folder’s owner if the user is root or this owner, on Windows, or if the folder does not exist', async () => {
    const gone = join(credentials, 'gone', 'credentials');
    for (const [system, path] of [
      [systemOf({ uid: 0 }), credentials],
      [systemOf({ owner: 1000 }), credentials],
      [systemOf({ uid: null }), credentials],
      [systemOf(), gone],
    ] as const) {
      const { code, message } = await causeOf(system, systemError('EACCES'), path);
      expect(code).toBe('FILE_READ_ONLY');
      expect(message).toContain('the system denies permission');
      expect(message).toContain('First make it writable');
    }
  });

  it('is a read-only file system, and the error names the variable that can select another file', async () => {
    const message = async (path: string) => (await causeOf(systemOf(), systemError('EROFS'), path)).message;
    const elsewhere = 'to another file, install Keyferry again and restart the browser';
    expect(await message(credentials)).toContain(
      `(its file system is read-only). Nothing was changed. First mount it for writing, or set AWS_SHARED_CREDENTIALS_FILE ${elsewhere}`,
    );
    expect(await message(config)).toContain(`or set AWS_CONFIG_FILE ${elsewhere}`);
  });

  it('is for the error EBUSY that the file is a mount point; on Windows, it is that another program uses the file', async () => {
    const busy = (platform: NodeJS.Platform) => causeOf(systemOf({ platform }), systemError('EBUSY'), credentials);
    expect(await busy('linux')).toMatchObject({
      code: 'FILE_IO',
      message: expect.stringContaining(
        `the file itself is a mount point and cannot be replaced; mount its folder ${aws}, not the file`,
      ),
    });
    expect((await busy('win32')).message).toContain('another program is using it');
  });

  it('is that the file is a link to a file that the user may not change or that belongs to root', async () => {
    const link = join(prepared().aws, 'config');
    symlinkSync(credentials, link);
    const set = 'First set AWS_CONFIG_FILE to another file';
    const denied = await causeOf(systemOf(), systemError('EACCES'), link);
    expect(denied.code).toBe('FILE_READ_ONLY');
    expect(denied.message).toContain(`it is a link to ${credentials}, which you may not change`);
    expect(denied.message).toContain(set);
    const readOnly = new KeyferryError('FILE_READ_ONLY', { file: link, why: 'x', remedy: 'y' });
    expect((await causeOf(systemOf(), readOnly, link)).message).toContain(`it is a link to ${credentials}`);
    const owner = (name: string) => new KeyferryError('FILE_OWNER', { file: credentials, owner: name, remedy: 'y' });
    const roots = await causeOf(systemOf(), owner('root'), link);
    expect(roots.code).toBe('FILE_OWNER');
    expect(roots.message).toContain(
      `${credentials} (behind the link ${link}) belongs to root. Nothing was changed. ${set}`,
    );
    const other = owner('another user');
    expect(await asPlaceError(systemOf(), other, link)).toBe(other);
    expect(await asPlaceError(systemOf(), owner('root'), credentials)).toMatchObject({
      message: owner('root').message,
    });
  });

  it('is not added to an error with another cause', async () => {
    const busy = new KeyferryError('FILE_BUSY', { file: credentials, holder: 'x', remedy: 'y' });
    expect(await asPlaceError(systemOf(), busy, credentials)).toBe(busy);
    const fault = new Error('a fault');
    expect(await asPlaceError(systemOf(), fault, credentials)).toBe(fault);
    const readOnly = new KeyferryError('FILE_READ_ONLY', { file: credentials, why: 'it is marked', remedy: 'y' });
    expect(await asPlaceError(systemOf(), readOnly, credentials)).toBe(readOnly);
    expect(await causeOf(systemOf(), systemError('ENOSPC'), credentials)).toMatchObject({ code: 'FILE_NO_SPACE' });
  });
});
