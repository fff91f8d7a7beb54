import type { System } from './system.ts';

/** The process that has a lock. All these values are in the name of one file, so they are never half written. */
export interface LockOwner {
  readonly pid: number;
  /** When the process started, as `System.startOf` returns it; '' if unknown. */
  readonly started: string;
  /** The host or container in which the pid is valid, as `System.place` names it. */
  readonly place: string;
  /** 32 hex digits, new for each time that a lock is taken. */
  readonly token: string;
}

const SHAPE = /^(\d{1,10})_(\d{0,20})_([A-Za-z0-9.-]{1,120})_([0-9a-f]{32})$/;

/** This process as the owner of a lock, with a new token. */
export function ownerHere(system: System): LockOwner {
  const started = system.startOf(system.pid);
  return {
    pid: system.pid,
    started: started === 'gone' ? '' : (started ?? ''),
    place: system.place,
    token: system.token(),
  };
}

/** The name of the owner's file. `readOwner` reads it. */
export function ownerFileName({ pid, started, place, token }: LockOwner): string {
  return `${pid}_${started}_${place}_${token}`;
}

/** Reads a lock's owner from the name of the owner's file. @returns null for a name that Keyferry does not write */
export function readOwner(fileName: string): LockOwner | null {
  const [, pid, started, place, token] = SHAPE.exec(fileName) ?? [];
  if (!pid || started === undefined || !place || !token) return null;
  return { pid: Number(pid), started, place, token };
}

/** Whether the owner has certainly ended. False for an owner on another host or in another container. */
export function isDead(system: System, owner: LockOwner): boolean {
  if (owner.place !== system.place) return false;
  const started = system.startOf(owner.pid);
  return started === 'gone' || (started !== null && owner.started !== '' && started !== owner.started);
}

/** Text that names the owner inside a sentence. */
export function describeOwner(system: System, owner: LockOwner): string {
  const process = `process ${owner.pid}`;
  return owner.place === system.place ? process : `${process} on ${owner.place}`;
}
