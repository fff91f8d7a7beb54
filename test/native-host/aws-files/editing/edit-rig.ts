import { KeyferryError } from '#core/errors.ts';
import { hookedSystem } from './faulty-system.ts';

export const addLine = (text: string) => `${text}[new]\n`;

/** The code of the error of `work`, or `done`. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => (error instanceof KeyferryError ? error.code : String(error)),
  );
}

/** A system that runs `act` once, before the first operation for which `when` is true. */
export function once(when: (operation: string, path: string) => boolean, act: () => void | Promise<void>) {
  let done = false;
  return hookedSystem(async (operation, path) => {
    if (done || !when(operation, path)) return;
    done = true;
    await act();
  });
}
export const beforeRename = (operation: string, path: string) => operation === 'rename' && path.endsWith('.tmp');
