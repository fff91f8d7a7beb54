import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { ThrowawayHome } from './throwaway.ts';

/** Runs the program `keyferry` from one place, such as a clone. `args` is the list `install` and its arguments. */
export type RunKeyferry = (home: ThrowawayHome, args: readonly string[]) => void;

export const fromClone: RunKeyferry = ({ env }, args) => {
  execFileSync(process.execPath, [resolve('dist/host/keyferry.cjs'), ...args], { env, stdio: 'pipe' });
};

/** Leaves out the argument `install`, because install.sh adds it. */
export const fromScript: RunKeyferry = ({ env }, [, ...args]) => {
  execFileSync('sh', [resolve('install-scripts/install.sh'), ...args], { env, stdio: 'pipe' });
};
