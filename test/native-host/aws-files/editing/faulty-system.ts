import type { FileHandle } from 'node:fs/promises';
import { type Files, type System, thisSystem } from '../../../../native-host/aws-files/editing/system.ts';

/** Called before each file operation with its name. The operation throws what the hook throws. */
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
          // The system releases a descriptor even if closing it fails.
          if (name === 'close') await target.close();
          throw error;
        }
        return value.apply(target, args);
      };
    },
  });
}

/** This machine, with a hook before each operation. */
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
 * Makes the operation with this number, counted from 0, fail with `code`. `failed` returns the operation's name after
 * the failure.
 */
export function failAt(number: number, code: string): { hook: Hook; log: string[]; failed: () => string | undefined } {
  const log: string[] = [];
  const hook: Hook = (operation, path) => {
    log.push(`${operation} ${path}`);
    if (log.length === number + 1) throw systemError(code);
  };
  return { hook, log, failed: () => log[number] };
}
