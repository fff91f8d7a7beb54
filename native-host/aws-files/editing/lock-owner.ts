import type { System } from './system.ts';

/**
 * The process that has a lock. All these values are in the name of one file. A file always has its whole name, so
 * another process never reads only some of the values.
 */
export interface LockOwner {
  readonly pid: number;
  /** When the process started, from `System.startOf`. '' if the time is unknown. */
  readonly started: string;
  /** The computer or the container in which the pid is valid, from `System.place`. */
  readonly place: string;
  /** 32 random hex digits. Each time a process takes a lock, it makes a new token. */
  readonly token: string;
}

const SHAPE = /^(\d{1,10})_(\d{0,20})_([A-Za-z0-9.-]{1,120})_([0-9a-f]{32})$/;

/** Describes this process as the owner of a lock, with a new token. */
export function ownerHere(system: System): LockOwner {
  const started = system.startOf(system.pid);
  return {
    pid: system.pid,
    started: started === 'gone' ? '' : (started ?? ''),
    place: system.place,
    token: system.token(),
  };
}

/** The name of the file that describes the owner of a lock. `readOwner` reads this name. */
export function ownerFileName({ pid, started, place, token }: LockOwner): string {
  return `${pid}_${started}_${place}_${token}`;
}

/** Reads the owner of a lock from a file name. @returns null if Keyferry did not create the file */
export function readOwner(fileName: string): LockOwner | null {
  const [, pid, started, place, token] = SHAPE.exec(fileName) ?? [];
  if (!pid || started === undefined || !place || !token) return null;
  return { pid: Number(pid), started, place, token };
}

/**
 * Whether it is certain that the owner process has ended. For a process on another computer or in another container, it
 * is never certain.
 */
export function isDead(system: System, owner: LockOwner): boolean {
  if (owner.place !== system.place) return false;
  const started = system.startOf(owner.pid);
  return started === 'gone' || (started !== null && owner.started !== '' && started !== owner.started);
}

/** A few words about the owner of a lock, for use inside a sentence. */
export function describeOwner(system: System, owner: LockOwner): string {
  const process = `process ${owner.pid}`;
  return owner.place === system.place ? process : `${process} on ${owner.place}`;
}
