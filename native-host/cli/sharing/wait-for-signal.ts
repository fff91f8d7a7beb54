import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Waits for a signal. @returns the exit status: 0 after Ctrl+C, 128 + n after another signal n */
export function waitForSignal(): Promise<number> {
  return new Promise((resolve) => {
    // Because of this timer, the process keeps running even if no socket is open.
    const alive = setInterval(() => {}, 1 << 30);
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        clearInterval(alive);
        resolve(signal === 'SIGINT' ? 0 : 128 + constants.signals[signal]);
      });
    }
  });
}
