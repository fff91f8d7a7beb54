import { readFileSync, readlinkSync } from 'node:fs';
import files from 'node:fs/promises';
import { hostname } from 'node:os';
import type { UserLists } from '../../data-folder/private-group.ts';

/** The functions that read and write a user's file. Tests make each of them fail. */
export type Files = Pick<
  typeof files,
  | 'access'
  | 'chmod'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'readdir'
  | 'realpath'
  | 'rename'
  | 'rmdir'
  | 'stat'
  | 'statfs'
  | 'unlink'
  | 'utimes'
>;

/** What the functions that edit files need from the machine. */
export interface System {
  readonly files: Files;
  readonly platform: NodeJS.Platform;
  /** The number of the user who runs this program; null on Windows, where users have no numbers. */
  readonly uid: number | null;
  readonly pid: number;
  /** Names the place in which the pid of this process is valid: the host and, on Linux, the pid namespace. */
  readonly place: string;
  /** When a process started, in the system's own unit: `gone` if it no longer runs, null if the time is unknown. */
  startOf(pid: number): string | null | 'gone';
  /** The system's lists of users and groups. */
  userLists(): UserLists;
  /** 32 random hex digits for file names. */
  token(): string;
  /** Gives the current time, in epoch ms. */
  now(): number;
  /** A time in ms that never goes back, even if the clock is changed. */
  monotonic(): number;
  /** Waits for this time in ms. */
  sleep(ms: number): Promise<void>;
}

/** Tells containers apart: they may share a host name, but the pid of a process is valid only in its own container. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Two processes with the same pid differ in their start time. A zombie counts as gone. */
function startOf(pid: number): string | null | 'gone' {
  if (!isRunning(pid)) return 'gone';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses, which may contain any characters. The state is the next
    // field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The real functions of this machine. */
export function thisSystem(): System {
  return {
    files,
    platform: process.platform,
    uid: process.geteuid?.() ?? null,
    pid: process.pid,
    place: `${hostname()} ${pidNamespace()}`.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 120),
    startOf,
    userLists: () => ({ passwd: textOf('/etc/passwd'), group: textOf('/etc/group') }),
    token: () => crypto.randomUUID().replaceAll('-', ''),
    now: Date.now,
    monotonic: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
