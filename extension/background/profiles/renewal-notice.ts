import { KeyferryError, toErrorReply } from '#core/errors.ts';
import type { Worker } from '../worker.ts';
import { renewProfiles } from './renewal.ts';

/**
 * Key of the session that renews profiles of a portal: the one in use, else the only other one that can. Of two users of
 * one portal nobody knows here who wrote a profile.
 * @throws KeyferryError NO_SESSION, SESSION_CHANGED
 */
async function sessionOf({ sessions }: Worker, portal: string | undefined): Promise<string> {
  const current = await sessions.current();
  if (current && (portal === undefined || current.startUrl === portal)) return current.key;
  const able = (await sessions.views()).filter((each) => each.startUrl === portal && each.trusted && !each.expired);
  const [only, ...others] = able;
  if (!only) throw new KeyferryError('NO_SESSION');
  if (others.length > 0) throw new KeyferryError('SESSION_CHANGED');
  return only.key;
}

/** @returns sentences about what was not renewed. */
async function renewOf(worker: Worker, portal: string | undefined, names: readonly string[]): Promise<string[]> {
  try {
    const { failed } = await renewProfiles(worker, await sessionOf(worker, portal), names);
    return failed.map(({ name, message }) => `${name}: ${message}`);
  } catch (error) {
    return [toErrorReply(error, 'renewal').message];
  }
}

async function renewAll(worker: Worker, names: readonly string[]): Promise<string[]> {
  if ((await worker.sessions.current()) === null) throw new KeyferryError('NO_SESSION');
  const portals = new Map((await worker.profiles.ask()).map(({ name, portal }) => [name, portal]));
  const problems: string[] = [];
  for (const portal of new Set(names.map((name) => portals.get(name)))) {
    const its = names.filter((name) => portals.get(name) === portal);
    problems.push(...(await renewOf(worker, portal, its)));
  }
  return problems;
}

/** A notification was clicked: renews what it was about, each by its own portal, and says so where that failed. */
export async function renewFromNotice(worker: Worker, id: string): Promise<void> {
  const names = await worker.notices.taken(id);
  if (names.length === 0) return;
  const problems = await renewAll(worker, names).catch((error) => [toErrorReply(error, 'renewal').message]);
  if (problems.length > 0) await worker.notices.failed(problems.join('\n'));
}
