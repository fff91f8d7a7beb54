import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { ThrowawayHome } from './throwaway.ts';

/** One way to get the program. `run` is called with `install` and the arguments of `install`. */
export type RunKeyferry = (home: ThrowawayHome, args: readonly string[]) => void;

export const fromClone: RunKeyferry = ({ env }, args) => {
  execFileSync(process.execPath, [resolve('dist/host/keyferry.cjs'), ...args], { env, stdio: 'pipe' });
};

/** The script adds `install` itself. */
export const fromScript: RunKeyferry = ({ env }, [, ...args]) => {
  execFileSync('sh', [resolve('install-scripts/install.sh'), ...args], { env, stdio: 'pipe' });
};
