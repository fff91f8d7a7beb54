import { describe, expect, it } from 'vitest';
import { KeyferryError } from '#core/errors.ts';
import { asFileError, asReadError, errnoOf, ifThere } from '../../../../native-host/aws-files/editing/file-errors.ts';
import { systemError } from './faulty-system.ts';

const FILE = '/home/me/.aws/credentials';

describe('a system error while a file is written or read', () => {
  const reasons = [
    ['EACCES', 'FILE_READ_ONLY', 'the system denies permission'],
    ['EPERM', 'FILE_READ_ONLY', 'the system does not permit this operation'],
    ['EROFS', 'FILE_READ_ONLY', 'its file system is read-only'],
    ['ENOSPC', 'FILE_NO_SPACE', 'the disk is full'],
    ['EDQUOT', 'FILE_NO_SPACE', 'your quota is used up'],
    ['EFBIG', 'FILE_NO_SPACE', 'it would become larger than the system allows'],
    ['EMFILE', 'FILE_IO', 'this program has too many files open'],
    ['ENFILE', 'FILE_IO', 'the system has too many files open'],
    ['EIO', 'FILE_IO', 'the disk reports an error'],
    ['EBUSY', 'FILE_IO', 'another program is using it'],
    ['ENAMETOOLONG', 'FILE_IO', 'its name is too long'],
    ['ENOENT', 'FILE_IO', 'its folder does not exist'],
    ['ELOOP', 'FILE_IO', 'its links lead in a circle'],
    ['ENOTDIR', 'FILE_IO', 'a part of its path is not a folder'],
    ['EXDEV', 'FILE_IO', 'EXDEV'],
  ] as const;

  it.each(reasons)('is reported with its reason: %s', (errno, code, why) => {
    const written = asFileError(systemError(errno), FILE);
    expect(written).toMatchObject({ code, message: expect.stringContaining(FILE) });
    expect(written).toMatchObject({ message: expect.stringContaining(`(${why})`) });
    const read = asReadError(systemError(errno), FILE);
    expect(read).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(`${FILE} could not be read`),
    });
    expect(read).toMatchObject({ message: expect.stringContaining(`(${why})`) });
  });

  it('is reported with a remedy if the file cannot be written', () => {
    expect(asFileError(systemError('EACCES'), FILE)).toMatchObject({
      message: expect.stringContaining('First make it writable'),
    });
  });

  it('is the only kind of error that changes; every other error stays as it is', () => {
    const others = [
      new KeyferryError('FILE_CONTENDED', { file: FILE }),
      Object.assign(new Error('no system call'), { code: 'EIO' }),
      Object.assign(new Error('no text'), { code: 5, syscall: 'open' }),
      null,
      undefined,
      'EIO',
    ];
    for (const each of others) {
      expect(errnoOf(each)).toBe('');
      expect(asFileError(each, FILE)).toBe(each);
      expect(asReadError(each, FILE)).toBe(each);
    }
    expect(errnoOf(systemError('EIO'))).toBe('EIO');
  });
});

describe('ifThere', () => {
  it('returns null only if the file does not exist (ENOENT)', async () => {
    expect(await ifThere(Promise.resolve(1))).toBe(1);
    expect(await ifThere(Promise.reject(systemError('ENOENT')))).toBeNull();
    await expect(ifThere(Promise.reject(systemError('EACCES')))).rejects.toThrow('EACCES');
  });
});
