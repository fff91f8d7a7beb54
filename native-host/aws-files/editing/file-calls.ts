import fs, { type BigIntStats, type NoParamCallback, type Stats } from 'node:fs';

/** An open file. What moves data or waits for a disk goes through Node's threads, all else is done at once. */
export interface OpenFile {
  stat(): Promise<Stats>;
  stat(options: { readonly bigint: true }): Promise<BigIntStats>;
  read(into: Buffer, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  writev(parts: readonly Buffer[]): Promise<{ readonly bytesWritten: number }>;
  chown(uid: number, gid: number): Promise<void>;
  chmod(mode: number): Promise<void>;
  sync(): Promise<void>;
  /** Twice is as good as once. */
  close(): Promise<void>;
}

/** The calls by which a file of the user's is read and written; a test fails them one by one. */
export interface Files {
  access(path: string, mode: number): Promise<void>;
  lstat(path: string): Promise<Stats>;
  lstat(path: string, options: { readonly bigint: true }): Promise<BigIntStats>;
  mkdir(path: string, options: { readonly mode: number }): Promise<void>;
  open(path: string, flags: string | number, mode?: number): Promise<OpenFile>;
  readdir(path: string): Promise<string[]>;
  realpath(path: string): Promise<string>;
  rename(from: string, to: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  stat(path: string): Promise<Stats>;
  unlink(path: string): Promise<void>;
  utimes(path: string, accessed: number, modified: number): Promise<void>;
}

const settled = (start: (done: NoParamCallback) => void): Promise<void> =>
  new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));

function openFile(opened: number): OpenFile {
  // What is closed has no number any more: the system gives it to the next file.
  let file = opened;
  const close = async () => {
    const closing = file;
    file = -1;
    if (closing >= 0) await settled((done) => fs.close(closing, done));
  };
  return {
    stat: (async (options) => fs.fstatSync(file, options)) as OpenFile['stat'],
    read: (into, offset, length, position) =>
      new Promise((resolve, reject) => {
        fs.read(file, into, offset, length, position, (error, bytesRead) =>
          error ? reject(error) : resolve({ bytesRead }),
        );
      }),
    writev: (parts) =>
      new Promise((resolve, reject) => {
        fs.writev(file, parts, (error, bytesWritten) => (error ? reject(error) : resolve({ bytesWritten })));
      }),
    chown: async (uid, gid) => fs.fchownSync(file, uid, gid),
    chmod: async (mode) => fs.fchmodSync(file, mode),
    sync: () => settled((done) => fs.fsync(file, done)),
    close,
  };
}

/**
 * The machine's own. One write makes thirty of these calls, and each trip to Node's threads costs more than most of them
 * take; a host serves one person, so nobody else waits.
 */
export const realFiles: Files = {
  access: async (path, mode) => fs.accessSync(path, mode),
  lstat: (async (path, options) => fs.lstatSync(path, options)) as Files['lstat'],
  mkdir: async (path, options) => void fs.mkdirSync(path, options),
  open: async (path, flags, mode) => openFile(fs.openSync(path, flags, mode)),
  readdir: async (path) => fs.readdirSync(path),
  realpath: async (path) => fs.realpathSync.native(path),
  rename: async (from, to) => fs.renameSync(from, to),
  rmdir: async (path) => fs.rmdirSync(path),
  stat: async (path) => fs.statSync(path),
  unlink: async (path) => fs.unlinkSync(path),
  utimes: async (path, accessed, modified) => fs.utimesSync(path, accessed, modified),
};
