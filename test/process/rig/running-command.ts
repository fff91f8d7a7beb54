import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach } from 'vitest';
import { until } from '../../waiting.ts';
import { builtHost } from './sandbox.ts';

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** How a command of keyferry ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A command of keyferry. While it runs, the test replaces the browser. The command is killed at the end of the test.
 */
export class RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandEnd>;
  stdout = '';
  stderr = '';
  #hasEnded = false;

  constructor(child: ChildProcess) {
    this.child = child;
    running.push(child);
    child.stdin?.on('error', () => {});
    child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.ended = new Promise((resolve) =>
      // The event `exit` can come before the last output. So the command has ended only after the event `close`.
      child.on('close', (code) => {
        this.#hasEnded = true;
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      }),
    );
  }

  /** Starts `keyferry` with these arguments. */
  static async start(
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    cwd?: string,
  ): Promise<RunningCommand> {
    const program = await builtHost();
    return new RunningCommand(spawn(process.execPath, [program, ...args], { env, stdio: 'pipe', ...(cwd && { cwd }) }));
  }

  /** Waits for the line on stdout with this number, until the line is complete. The first line has the number 1. */
  line(nth = 1): Promise<string> {
    return until(() => {
      const lines = this.stdout.split('\n');
      if (lines.length > nth) return lines[nth - 1] || ' ';
      if (this.#hasEnded) throw new Error(`the command ended: ${this.stderr}`);
      return null;
    });
  }

  /** Waits for a text on stderr. */
  async says(text: string): Promise<void> {
    await until(() => this.stderr.includes(text));
  }

  /** Closes stdin and waits until the command has ended. */
  end(): Promise<CommandEnd> {
    this.child.stdin?.end();
    return this.ended;
  }
}
