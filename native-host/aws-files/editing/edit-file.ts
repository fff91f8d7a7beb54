import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { replaceFile, sweepTemporaries } from './atomic-write.ts';
import { acquireLock, type Lock } from './lock.ts';
import { sweepStaging } from './lock-staging.ts';
import { mergeSections } from './merge-sections.ts';
import { asPlaceError } from './place-errors.ts';
import { decode } from './readable.ts';
import { closeSnapshot, lateText, type Snapshot, takeSnapshot } from './snapshot.ts';
import type { System } from './system.ts';
import { locateTarget, type Target } from './target.ts';

const READABLE_BY_OTHERS = 0o044;
const WRITABLE_BY_OTHERS = 0o022;
const MAX_ROUNDS = 20;
/**
 * The largest number of rounds if Keyferry has already written the file. In each round, Keyferry reads, edits and
 * replaces the file. This limit is higher than MAX_ROUNDS: another program may have written into the replaced file, and
 * that text would be lost if Keyferry stopped.
 */
const MAX_ROUNDS_AFTER_WRITE = 50;

/**
 * Takes the text of the file and returns the new text. It may run several times, each time with the latest text of the
 * file. It throws an error to refuse the edit.
 */
export type Edit = (text: string) => string;

export interface EditOutcome {
  /** Whether Keyferry has written the file. */
  readonly changed: boolean;
  /** Warnings for the user about the file. */
  readonly warnings: readonly string[];
}

function warningsFor(system: System, target: Target, { file }: Snapshot): string[] {
  if (file === null || system.platform === 'win32') return [];
  const warnings: string[] = [];
  if (Number(file.stats.nlink) > 1) {
    warnings.push(`${target.shown} had other names (hard links). The files with those names still have the old text.`);
  }
  const mode = Number(file.stats.mode);
  const access = [
    ...((mode & READABLE_BY_OTHERS) !== 0 ? ['read'] : []),
    ...((mode & WRITABLE_BY_OTHERS) !== 0 ? ['change'] : []),
  ];
  if (access.length > 0) {
    warnings.push(`Other users can ${access.join(' and ')} ${target.shown}; run \`chmod 600 ${target.shown}\`.`);
  }
  return warnings;
}

interface Work {
  readonly system: System;
  readonly target: Target;
  readonly lock: Lock;
  readonly edit: Edit;
}

/** Reads, edits and replaces the file. Does this again if another program has changed the file meanwhile. */
class Editing {
  readonly #work: Work;
  readonly #warnings = new Set<string>();
  /** The text of the file without Keyferry's edit. Each round applies the edit to this text. */
  #unedited = '';
  /** The text that Keyferry wrote last. Null before the first write. */
  #written: string | null = null;

  constructor(work: Work) {
    this.#work = work;
  }

  async run(): Promise<EditOutcome> {
    const { system, target } = this.#work;
    for (let round = 0; round < (this.#written === null ? MAX_ROUNDS : MAX_ROUNDS_AFTER_WRITE); round++) {
      const original = await takeSnapshot(system, target);
      try {
        if (await this.#round(original)) return { changed: this.#written !== null, warnings: [...this.#warnings] };
      } finally {
        await closeSnapshot(original);
      }
    }
    throw new KeyferryError('FILE_CONTENDED', { file: target.shown });
  }

  /**
   * Edits the text of this snapshot and replaces the file.
   * @returns true if the file now contains its latest text with Keyferry's edit
   */
  async #round(original: Snapshot): Promise<boolean> {
    const { system, target, lock } = this.#work;
    const current = decode(original.bytes, target.shown);
    const unedited = this.#withoutEdit(current);
    const { text, refusal } = this.#edited(unedited);
    if (text !== current) {
      for (const each of warningsFor(system, target, original)) this.#warnings.add(each);
      if (!(await replaceFile(system, { target, original, text, lock }))) return false;
      this.#written = text;
      this.#unedited = unedited;
      const late = await lateText(system, original);
      if (late !== null) {
        this.#unedited = mergeSections({ base: current, changed: late, into: unedited });
        return false;
      }
    }
    if (refusal) throw refusal.error;
    return true;
  }

  /** The current text with the changes of other programs, but without Keyferry's edit from an earlier round. */
  #withoutEdit(current: string): string {
    if (this.#written === null) return current;
    return mergeSections({ base: this.#written, changed: current, into: this.#unedited });
  }

  /**
   * Applies the edit. After Keyferry's first write, another program may change the file so that the edit is impossible.
   * Then Keyferry restores the file without its own edit, and throws the error afterwards.
   */
  #edited(text: string): { readonly text: string; readonly refusal?: { readonly error: unknown } } {
    try {
      return { text: this.#work.edit(text) };
    } catch (error) {
      if (this.#written === null) throw error;
      return { text, refusal: { error } };
    }
  }
}

async function sweepAll(system: System, target: Target): Promise<void> {
  const names = await system.files.readdir(dirname(target.real));
  await sweepTemporaries(system, target, names);
  await sweepStaging(system, target.real, names);
}

/**
 * Replaces the text of a user's file with the result of `edit`. The replacement is atomic and happens under a lock.
 * Links and the mode stay the same. A missing file counts as an empty file, and Keyferry creates it with the mode 0600.
 *
 * A program that ignores the lock may change the file meanwhile. Right before the rename, Keyferry checks that the file
 * has not changed since Keyferry read it. Right after the rename, Keyferry reads the replaced file again through its
 * open handle. If the text of that file has changed, Keyferry edits the changed text. If another program writes into
 * the replaced file later, that text is lost.
 * @param signal when aborted, the function does not wait for a lock of another process
 * @throws KeyferryError FILE_*, and every error of `edit`. After an error the file does not contain the edit, and there
 * is no temporary file.
 */
export async function editFile(system: System, path: string, edit: Edit, signal?: AbortSignal): Promise<EditOutcome> {
  try {
    const target = await locateTarget(system, path);
    const lock = await acquireLock(system, target.real, signal);
    try {
      await sweepAll(system, target);
      return await new Editing({ system, target, lock, edit }).run();
    } finally {
      await lock.release();
    }
  } catch (error) {
    throw await asPlaceError(system, error, path);
  }
}
