import type { System } from './system.ts';

/** Who holds a lock, all of it in the name of one file, so that there is no moment at which it is half written. */
export interface LockOwner {
  readonly pid: number;
  /** The process's start as `System.startOf` gives it; empty where unknown. */
  readonly started: string;
  readonly place: string;
  readonly token: string;
}

const SHAPE = /^(\d{1,10})_(\d{0,20})_([A-Za-z0-9.-]{1,120})_([0-9a-f]{32})$/;

/** This process, for one hold of one lock. */
export function ownerHere(system: System): LockOwner {
  const started = system.startOf(system.pid);
  return {
    pid: system.pid,
    started: started === 'gone' ? '' : (started ?? ''),
    place: system.place,
    token: system.token(),
  };
}

export function ownerFileName({ pid, started, place, token }: LockOwner): string {
  return `${pid}_${started}_${place}_${token}`;
}

/** @returns null for a file that no Keyferry wrote. */
export function readOwner(fileName: string): LockOwner | null {
  const [, pid, started, place, token] = SHAPE.exec(fileName) ?? [];
  if (!pid || started === undefined || !place || !token) return null;
  return { pid: Number(pid), started, place, token };
}

/** Whether the owner surely runs no more. Of another host or container nobody here can tell. */
export function isDead(system: System, owner: LockOwner): boolean {
  if (owner.place !== system.place) return false;
  const started = system.startOf(owner.pid);
  return started === 'gone' || (started !== null && owner.started !== '' && started !== owner.started);
}

/** The owner for a sentence. */
export function describeOwner(system: System, owner: LockOwner): string {
  const process = `process ${owner.pid}`;
  return owner.place === system.place ? process : `${process} on ${owner.place}`;
}
