import { existsSync } from 'node:fs';
import { KeyferryError } from '#core/errors.ts';
import { addArguments, deleteArguments, queryArguments, readValue } from '../../../install-scripts/windows-registry.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { runProgram } from '../shared/run-program.ts';
import type { RecordedKey } from './record.ts';

const FROM_WSL = '/mnt/c/Windows/System32/reg.exe';

/** By its full path: on Windows a bare name is looked for in the working folder first. */
function regProgram({ env, platform }: CommandIo): string {
  if (platform === 'win32') return `${env.SystemRoot || 'C:\\Windows'}\\System32\\reg.exe`;
  return existsSync(FROM_WSL) ? FROM_WSL : 'reg.exe';
}

const reg = (args: readonly string[], io: CommandIo) => runProgram(regProgram(io), args, io);

/** A key's default value, or that of the name; null where there is none. */
export function readKey(key: string, io: CommandIo, name?: string): string | null {
  const { status, stdout } = reg(queryArguments(key, name), io);
  return status === 0 ? readValue(stdout) : null;
}

/** @throws KeyferryError SYSTEM_REFUSED */
export function writeKey({ key, value }: RecordedKey, io: CommandIo): void {
  const { status, stderr } = reg(addArguments(key, value), io);
  if (status === 0) return;
  const why = stderr.trim().split(/\r?\n/)[0] || 'reg.exe cannot be started';
  throw new KeyferryError('SYSTEM_REFUSED', { command: 'install', what: `reg add ${key}`, why });
}

/** Removes a key if it still names what was written. */
export function removeKey({ key, value }: RecordedKey, io: CommandIo): 'removed' | 'gone' | 'kept' {
  const found = readKey(key, io);
  if (found === null) return 'gone';
  if (found !== value) return 'kept';
  return reg(deleteArguments(key), io).status === 0 ? 'removed' : 'kept';
}
