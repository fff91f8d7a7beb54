import { readFileSync, readlinkSync } from 'node:fs';
import files from 'node:fs/promises';
import { hostname } from 'node:os';
import type { UserLists } from '../../data-folder/private-group.ts';

/**
 * The file functions with which Keyferry reads and writes a user's file. Tests replace each of them with a function
 * that fails.
 */
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

/** The functions and values that code needs to edit files on this computer. */
export interface System {
  readonly files: Files;
  readonly platform: NodeJS.Platform;
  /** The numeric id of the user who runs this program. Null on Windows, where users have no such ids. */
  readonly uid: number | null;
  readonly pid: number;
  /** The place in which this pid is valid: the computer's name and, on Linux, the pid namespace. */
  readonly place: string;
  /**
   * When a process started, only for comparison: the unit depends on the system. `gone` if the process has ended. Null
   * if the time is unknown.
   */
  startOf(pid: number): string | null | 'gone';
  /** Reads the system's lists of users and groups. */
  userLists(): UserLists;
  /** Makes 32 random hex digits for a file name. */
  token(): string;
  /** The current time, in epoch ms. */
  now(): number;
  /** A time in ms that never goes back, even if someone changes the computer's clock. */
  monotonic(): number;
  /** Waits for `ms` milliseconds. */
  sleep(ms: number): Promise<void>;
}

/**
 * The pid namespace of this process. Two containers may have the same computer name, but a pid is valid only in its own
 * container.
 */
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

/**
 * When a process started. A later process may get the same pid, but it has another start time. A zombie process counts
 * as gone.
 */
function startOf(pid: number): string | null | 'gone' {
  if (!isRunning(pid)) return 'gone';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in parentheses. It may contain any characters. The next field is the
    // state.
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

/** The functions and values of this computer, for use outside of tests. */
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
