import type { FileHandle } from 'node:fs/promises';
import { type Files, type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';

/**
 * A function of the test that runs before each file operation. If the function throws an error, the operation throws
 * the same error.
 */
export type Hook = (operation: string, path: string) => void | Promise<void>;

const HANDLE_CALLS = ['stat', 'read', 'writeFile', 'chown', 'chmod', 'sync', 'close'] as const;

function hookedHandle(handle: FileHandle, path: string, hook: Hook): FileHandle {
  return new Proxy(handle, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      const name = key as (typeof HANDLE_CALLS)[number];
      return async (...args: unknown[]) => {
        try {
          await hook(`handle.${name}`, path);
        } catch (error) {
          // Even if the call that closes a file fails, the system has closed the file descriptor.
          if (name === 'close') await target.close();
          throw error;
        }
        return value.apply(target, args);
      };
    },
  });
}

/** The real system of this machine, but a function of the test runs before each file operation. */
export function hookedSystem(hook: Hook, changes: Partial<System> = {}): System {
  const real = thisSystem();
  const files = new Proxy(real.files, {
    get(target, key) {
      const call = Reflect.get(target, key) as (...args: unknown[]) => Promise<unknown>;
      return async (...args: unknown[]) => {
        await hook(String(key), String(args[0]));
        const result = await call(...args);
        return key === 'open' ? hookedHandle(result as FileHandle, String(args[0]), hook) : result;
      };
    },
  }) as Files;
  return { ...real, ...changes, files };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code, syscall: 'injected' });
}

/**
 * Lets one operation fail with the error `code`. @param number the number of the operation, counted from 0 @returns a
 * function `failed` that gives the name of the operation after it has failed
 */
export function failAt(number: number, code: string): { hook: Hook; log: string[]; failed: () => string | undefined } {
  const log: string[] = [];
  const hook: Hook = (operation, path) => {
    log.push(`${operation} ${path}`);
    if (log.length === number + 1) throw systemError(code);
  };
  return { hook, log, failed: () => log[number] };
}
