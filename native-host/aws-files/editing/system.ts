import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { type Files, realFiles } from './file-calls.ts';

/** What the file work needs of the machine. */
export interface System {
  readonly files: Files;
  readonly platform: NodeJS.Platform;
  /** The user on whose behalf we write; null where there are no such numbers (Windows). */
  readonly uid: number | null;
  readonly pid: number;
  /** Names the space in which a pid means this process: host and, on Linux, pid namespace. */
  readonly place: string;
  /** When a process started, in a unit of the system's own; `gone` when it no longer runs, null when nobody can tell. */
  startOf(pid: number): string | null | 'gone';
  /** Unguessable, for names of files. */
  token(): string;
  /** Epoch ms, as files are stamped. */
  now(): number;
  /** Ms that only ever grow, whatever happens to the clock. */
  monotonic(): number;
  sleep(ms: number): Promise<void>;
}

/** Containers often share a host name, and their pids mean nothing outside. */
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

/** A pid is used again by another process some day; the start time tells them apart. A zombie holds nothing. */
function startOf(pid: number): string | null | 'gone' {
  if (!isRunning(pid)) return 'gone';
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets and may hold anything; state is the first behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? 'gone' : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/** The machine we run on. */
export function thisSystem(): System {
  return {
    files: realFiles,
    platform: process.platform,
    uid: process.geteuid?.() ?? null,
    pid: process.pid,
    place: `${hostname()} ${pidNamespace()}`.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 120),
    startOf,
    token: () => crypto.randomUUID().replaceAll('-', ''),
    now: Date.now,
    monotonic: () => performance.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
