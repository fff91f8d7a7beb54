/** The parts of the browser's API that a content script uses. There is no library here, to keep the script small. */
export interface Runtime {
  readonly id?: string | undefined;
  /** Sends a message to the worker. Rejects if the extension is gone. */
  sendMessage(message: unknown): Promise<unknown>;
  readonly onMessage: {
    addListener(
      listener: (message: unknown, sender: { id?: string }, reply: (answer: unknown) => void) => undefined,
    ): void;
  };
}

type Browser = { readonly runtime?: Runtime } | undefined;

/** The browser's `runtime`, or undefined if the extension was removed while the page was open. */
export function runtimeOf(scope: { readonly browser?: Browser; readonly chrome?: Browser }): Runtime | undefined {
  return (scope.browser ?? scope.chrome)?.runtime;
}

/** Whether the extension that started this script still runs. After a reload or an update the answer is no. */
export function isAlive(runtime: Runtime): boolean {
  try {
    return runtime.id !== undefined;
  } catch {
    return false;
  }
}
