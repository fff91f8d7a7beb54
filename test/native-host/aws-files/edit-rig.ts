import { KeyferryError } from '#core/errors.ts';
import { makeSandbox, type Sandbox } from '../../process/rig/sandbox.ts';
import { hookedSystem } from './faulty-system.ts';

export const OLD = '# mine\n[old]\nregion = eu-west-1\n';
export const addLine = (text: string) => `${text}[new]\n`;

/** A sandbox with such a credentials file, or with none for null. */
export function prepared(text: string | null = OLD, mode?: number): Sandbox {
  const sandbox = makeSandbox();
  if (text !== null) sandbox.put(sandbox.credentials, text, mode);
  return sandbox;
}

/** The code of the error that work ends with; `done` without one. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error) => (error instanceof KeyferryError ? error.code : String(error)),
  );
}

/** A system that runs `act` once, before the first operation that `when` picks. */
export function once(when: (operation: string, path: string) => boolean, act: () => void | Promise<void>) {
  let done = false;
  return hookedSystem(async (operation, path) => {
    if (done || !when(operation, path)) return;
    done = true;
    await act();
  });
}
export const beforeRename = (operation: string, path: string) => operation === 'rename' && path.endsWith('.tmp');
