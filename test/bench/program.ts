import { fork } from 'node:child_process';

/** A running Node program. It gets messages over an IPC channel, and answers each message when its work is done. */
export interface Program {
  /** The time in ms until the program has answered the message. */
  ask(message: Record<string, unknown>): Promise<number>;
  close(): Promise<void>;
}

export function openProgram(path: string, env: Record<string, string>): Program {
  const child = fork(path, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    async ask(message) {
      const started = performance.now();
      const answered = new Promise<void>((resolve, reject) => {
        child.once('message', (answer) => (answer === 'done' ? resolve() : reject(new Error(String(answer)))));
      });
      child.send(message);
      await answered;
      return performance.now() - started;
    },
    close() {
      child.disconnect();
      return exited;
    },
  };
}
