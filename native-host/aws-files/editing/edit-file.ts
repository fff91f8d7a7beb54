import { dirname } from 'node:path';
import { KeyferryError } from '#core/errors.ts';
import { applySplices, type Splice } from '#core/ini/document.ts';
import { replaceFile, sweepTemporaries } from './atomic-write.ts';
import type { Edit } from './edit.ts';
import { asFileError, ifThere } from './file-errors.ts';
import { splicedBytes } from './file-parts.ts';
import { asMeant, type LateText, mended, mergeLate } from './late-text.ts';
import { type Replaced, watchReplaced } from './late-watch.ts';
import { acquireLock, type Lock, sweepStaging } from './lock.ts';
import { windowSplices } from './section-window.ts';
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

/** Whether the change's new text stands in its place already, in a file of one byte a character. */
const stands = (bytes: Buffer, { from, to, text }: Splice): boolean =>
  to - from === text.length && bytes.toString('latin1', from, to) === text;

interface Wish {
  readonly edit: Edit;
  readonly section: string | undefined;
}

/** Reads, edits and replaces, round after round, until the file holds the edit of its latest text. */
class Editing {
  readonly #system: System;
  readonly #target: Target;
  readonly #lock: Lock;
  readonly #edit: Edit;
  readonly #section: string | undefined;
  readonly #warnings = new Set<string>();
  readonly #late: LateText[] = [];
  #original: Snapshot | null = null;
  #parts: readonly Buffer[] | null = null;
  #changed = false;
  #refusal: { readonly error: unknown } | null = null;

  constructor(system: System, target: Target, lock: Lock, { edit, section }: Wish) {
    this.#system = system;
    this.#target = target;
    this.#lock = lock;
    this.#edit = edit;
    this.#section = section;
  }

  async run(): Promise<EditOutcome> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      await this.close();
      this.#parts = null;
      this.#original = await takeSnapshot(this.#system, this.#target);
      if (await this.#round(this.#original)) return this.#outcome();
    }
    throw new KeyferryError('FILE_CONTENDED', { file: this.#target.shown });
  }

  async close(): Promise<void> {
    if (this.#original) await closeSnapshot(this.#original);
  }

  /**
   * The file that the last round replaced, whose handle is now the caller's to close; null where it replaced none, where
   * our edit was refused after all, and where what is written there can be found by another name.
   */
  takeReplaced(): Replaced | null {
    const original = this.#original;
    if (!original?.file || this.#parts === null || this.#refusal || this.#system.platform === 'win32') return null;
    if (original.file.stats.nlink > 1n) return null;
    this.#original = null;
    return { original, parts: this.#parts };
  }

  /** @returns whether the file now holds the edit of its latest text. */
  async #round(original: Snapshot): Promise<boolean> {
    const parts = this.#plan(original);
    if (parts === null) return true;
    for (const each of warningsFor(this.#system, this.#target, original)) this.#warnings.add(each);
    const replacement = { target: this.#target, original, parts, lock: this.#lock };
    if (!(await replaceFile(this.#system, replacement))) return false;
    this.#changed = true;
    this.#parts = parts;
    const late = await this.#lateText(original);
    if (late === null) return true;
    const [base, ours] = [original.bytes.toString('utf8'), Buffer.concat(parts).toString('utf8')];
    this.#late.push({ base, ours, late: asMeant(base, late) });
    return false;
  }

  /** The file's new contents; null where it holds them already. */
  #plan({ bytes }: Snapshot): readonly Buffer[] | null {
    const near =
      this.#section === undefined || this.#late.length > 0 ? null : windowSplices(bytes, this.#section, this.#edit);
    if (near) return near.every((splice) => stands(bytes, splice)) ? null : splicedBytes(bytes, null, near);
    const base = decode(bytes, this.#target.shown);
    const text = this.#late.reduce(mergeLate, base);
    const splices = this.#edited(text);
    if (text !== base) {
      const whole = Buffer.from(applySplices(text, splices));
      return whole.equals(bytes) ? null : [whole];
    }
    const isDone = splices.every(({ from, to, text: now }) => text.slice(from, to) === now);
    return isDone ? null : splicedBytes(bytes, base, splices);
  }

  /** When a late text allows no edit, it is put back as its writer left it before the refusal goes on. */
  #edited(text: string): readonly Splice[] {
    try {
      const edited = this.#refusal ? text : this.#edit(text);
      return typeof edited === 'string' ? [{ from: 0, to: text.length, text: edited }] : edited;
    } catch (error) {
      if (this.#late.length === 0) throw error;
      this.#refusal = { error };
      return [];
    }
  }

  /** On Windows there is none: no file is replaced there while another program has it open. */
  async #lateText(original: Snapshot): Promise<string | null> {
    if (this.#system.platform === 'win32') return null;
    const bytes = await lateChange(this.#system, original).catch(() => null);
    return bytes?.toString('utf8') ?? null;
  }

  #outcome(): EditOutcome {
    if (this.#refusal) throw this.#refusal.error;
    return { changed: this.#changed, warnings: [...this.#warnings] };
  }
}

async function sweepAll(system: System, target: Target): Promise<void> {
  const names = await system.files.readdir(dirname(target.real));
  await sweepTemporaries(system, target, names);
  await sweepStaging(system, target.real, names);
}

interface Mending {
  readonly late: LateText;
  readonly edit: Edit;
  readonly signal: AbortSignal;
}

/** Nowhere but in the file that we wrote: it may be gone by now, or a link to another one stand in its place. */
async function mend(system: System, { real }: Target, { late, edit, signal }: Mending): Promise<void> {
  if ((await ifThere(system.files.realpath(real))) !== real) return;
  await editFile(system, real, (text) => mended(text, late, edit), signal);
}

/**
 * Replaces the text of a user's file by `edit` of it, atomically, under a lock, keeping links and mode. A missing file
 * counts as empty and is made with mode 0600.
 * @param edit may run several times, each time on the file's latest text; when it throws, nothing is changed.
 * @param signal when aborted, a lock that another process holds is not waited for. With it, the replaced file is watched
 * for what another program may write into it too late, for two seconds or until it is aborted.
 * @param section the only one that `edit` looks at and changes, where it is only one: a large file is then not made into
 * one text, and `edit` may be given the lines of that section alone.
 * @throws KeyferryError FILE_*, and whatever `edit` throws; then the file is as it was and no temporary file is left.
 */
export async function editFile(
  system: System,
  path: string,
  edit: Edit,
  signal?: AbortSignal,
  section?: string,
): Promise<EditOutcome> {
  try {
    const target = await locateTarget(system, path);
    const lock = await acquireLock(system, target.real, signal);
    const editing = new Editing(system, target, lock, { edit, section });
    try {
      await sweepAll(system, target);
      return await editing.run();
    } finally {
      await lock.release();
      const replaced = signal && editing.takeReplaced();
      if (replaced)
        void watchReplaced(system, replaced, signal, (late) => mend(system, target, { late, edit, signal }));
      const closed = editing.close();
      // Elsewhere nobody minds, and giving back the pages of a large file takes as long as writing them.
      if (system.platform === 'win32') await closed;
    }
  } catch (error) {
    throw asFileError(error, path);
  }
}
