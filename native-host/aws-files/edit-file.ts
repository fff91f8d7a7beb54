import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { replaceFile, sweepTemporaries } from './atomic-write.ts';
import { asFileError } from './file-errors.ts';
import { acquireLock, type Lock, sweepStaging } from './lock.ts';
import { closeSnapshot, decode, lateChange, type Snapshot, takeSnapshot } from './snapshot.ts';
import type { System } from './system.ts';
import { locateTarget, type Target } from './target.ts';

const READABLE_BY_OTHERS = 0o044;
const MAX_ROUNDS = 20;

export interface EditOutcome {
  readonly changed: boolean;
  /** Sentences for the user about the file as it is. */
  readonly warnings: readonly string[];
}

/** Sentences for the user about the file as it is. */
function warningsFor(system: System, target: Target, { file }: Snapshot): string[] {
  if (file === null || system.platform === 'win32') return [];
  const warnings: string[] = [];
  if (Number(file.stats.nlink) > 1) {
    warnings.push(`${target.shown} had other names (hard links); those still hold the old contents.`);
  }
  if ((Number(file.stats.mode) & READABLE_BY_OTHERS) !== 0) {
    warnings.push(`Other users can read ${target.shown}; run \`chmod 600 ${target.shown}\`.`);
  }
  return warnings;
}

/** One reading, one edit, one replacement, as a state that goes round until the file holds the edit of its latest text. */
class Editing {
  readonly #system: System;
  readonly #target: Target;
  readonly #lock: Lock;
  readonly #edit: (text: string) => string;
  readonly #warnings = new Set<string>();
  #written: Buffer | null = null;
  /** What a late writer put into the file that we replaced. */
  #late: Buffer | null = null;

  constructor(system: System, target: Target, lock: Lock, edit: (text: string) => string) {
    this.#system = system;
    this.#target = target;
    this.#lock = lock;
    this.#edit = edit;
  }

  async run(): Promise<EditOutcome> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const original = await takeSnapshot(this.#system, this.#target);
      try {
        if (await this.#round(original)) return { changed: this.#written !== null, warnings: [...this.#warnings] };
      } finally {
        await closeSnapshot(original);
      }
    }
    throw new KeyferryError('FILE_CONTENDED', { file: this.#target.shown });
  }

  /** @returns whether the file now holds the edit. */
  async #round(original: Snapshot): Promise<boolean> {
    // The late text stands in for what is there only while that is our own: it holds all but the edit.
    const late = this.#written?.equals(original.bytes) ? this.#late : null;
    const text = await this.#edited(original, late);
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.equals(original.bytes)) return true;
    for (const each of warningsFor(this.#system, this.#target, original)) this.#warnings.add(each);
    if (!(await this.#replace(original, text))) return false;
    this.#written = bytes;
    this.#late = this.#system.platform === 'win32' ? null : await lateChange(this.#system, original).catch(() => null);
    return this.#late === null;
  }

  /** When the late text allows no edit, it is put back as its writer left it before the refusal goes on. */
  async #edited(original: Snapshot, late: Buffer | null): Promise<string> {
    try {
      return this.#edit(decode(late ?? original.bytes, this.#target.shown));
    } catch (error) {
      if (late !== null) await this.#replace(original, late.toString('utf8'));
      throw error;
    }
  }

  #replace(original: Snapshot, text: string): Promise<boolean> {
    return replaceFile(this.#system, { target: this.#target, original, text, lock: this.#lock });
  }
}

async function sweepAll(system: System, target: Target): Promise<void> {
  const names = await system.files.readdir(dirname(target.real));
  await sweepTemporaries(system, target, names);
  await sweepStaging(system, target.real, names);
}

/**
 * Replaces the text of a user's file by `edit` of it, atomically, under a lock, keeping links and mode. A missing file
 * counts as empty and is made with mode 0600.
 * @param edit may run several times, each time on the file's latest text; when it throws, nothing is changed.
 * @param signal when aborted, a lock that another process holds is not waited for.
 * @throws KeyferryError FILE_*, and whatever `edit` throws; then the file is as it was and no temporary file is left.
 */
export async function editFile(
  system: System,
  path: string,
  edit: (text: string) => string,
  signal?: AbortSignal,
): Promise<EditOutcome> {
  try {
    const target = await locateTarget(system, path);
    const lock = await acquireLock(system, target.real, signal);
    try {
      await sweepAll(system, target);
      return await new Editing(system, target, lock, edit).run();
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw asFileError(error, path);
  }
}
