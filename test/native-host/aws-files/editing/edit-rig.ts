import { KeyferryError } from '#core/errors.ts';
import { hookedSystem } from './faulty-system.ts';

export const addLine = (text: string) => `${text}[new]\n`;

/** The error code of `work`, or `done` if there was no error. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => (error instanceof KeyferryError ? error.code : String(error)),
  );
}

/** A system for tests. It runs `act` before the first operation for which `when` is true, and only once. */
export function once(when: (operation: string, path: string) => boolean, act: () => void | Promise<void>) {
  let done = false;
  return hookedSystem(async (operation, path) => {
    if (done || !when(operation, path)) return;
    done = true;
    await act();
  });
}
export const beforeRename = (operation: string, path: string) => operation === 'rename' && path.endsWith('.tmp');
