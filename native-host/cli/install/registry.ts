import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import {
  addArguments,
  deleteArguments,
  exportArguments,
  queryAllArguments,
  queryArguments,
  type RegistryValue,
  readExported,
  readValue,
  readValues,
} from '../../../install-scripts/windows-registry.ts';
import { randomName } from '../../data-folder/sha256.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';
import type { RecordedKey } from './record.ts';

const FROM_WSL = '/mnt/c/Windows/System32/reg.exe';

/** The full path of reg.exe. With only a file name, Windows would first look in the current folder. */
function regProgram({ env, platform }: CommandIo): string {
  if (platform === 'win32') return `${env.SystemRoot || 'C:\\Windows'}\\System32\\reg.exe`;
  return existsSync(FROM_WSL) ? FROM_WSL : 'reg.exe';
}

const reg = (args: readonly string[], io: CommandIo) => runProgram(regProgram(io), args, io);

/**
 * The default value of a registry key, or null if it cannot be read. reg.exe exports the key to a file, and the
 * function reads this file. reg.exe can also print the value, but it prints text in the code page of the console, in
 * which `ö` may become `?`.
 */
function exportedValue(key: string, io: CommandIo): string | null {
  const file = join(tmpdir(), `keyferry-${randomName()}.reg`);
  try {
    return reg(exportArguments(key, file), io).status === 0 ? readExported(readFileSync(file, 'utf16le')) : null;
  } catch {
    return null;
  } finally {
    rmSync(file, { force: true });
  }
}

/** The default value of a registry key; null if the key has no default value. */
export function readKey(key: string, io: CommandIo): string | null {
  const { status, stdout } = reg(queryArguments(key), io);
  const printed = status === 0 ? readValue(stdout) : null;
  return printed !== null && io.platform === 'win32' ? (exportedValue(key, io) ?? printed) : printed;
}

/**
 * All values of a registry key and of its subkeys, read with one run of reg.exe. Values that the user may not read are
 * left out.
 */
export function readTree(key: string, io: CommandIo): readonly RegistryValue[] {
  return readValues(reg(queryAllArguments(key), io).stdout);
}

/** Writes a registry key. @throws KeyferryError SYSTEM_REFUSED */
export function writeKey({ key, value }: RecordedKey, io: CommandIo): void {
  const { status, stderr } = reg(addArguments(key, value), io);
  if (status === 0) return;
  const why = stderr.trim().split(/\r?\n/)[0] || 'reg.exe cannot be started';
  throw new KeyferryError('SYSTEM_REFUSED', { command: 'install', what: `reg add ${key}`, why });
}

/** Removes a registry key if it still has the value that install wrote. */
export function removeKey({ key, value }: RecordedKey, io: CommandIo): 'removed' | 'gone' | 'kept' {
  const found = readKey(key, io);
  if (found === null) return 'gone';
  if (found !== value) return 'kept';
  return reg(deleteArguments(key), io).status === 0 ? 'removed' : 'kept';
}
