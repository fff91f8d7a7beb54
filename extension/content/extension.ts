/** The parts of the browser's API that a content script uses. The script uses no library, so that it stays small. */
export interface Runtime {
  readonly id?: string | undefined;
  /** Sends a message to the worker. Rejects if the extension was removed or updated. */
  sendMessage(message: unknown): Promise<unknown>;
  readonly onMessage: {
    addListener(
      listener: (message: unknown, sender: { id?: string }, reply: (answer: unknown) => void) => undefined,
    ): void;
  };
}

type Browser = { readonly runtime?: Runtime } | undefined;

/** The browser's `runtime`. Undefined if the extension was removed while the page was open. */
export function runtimeOf(scope: { readonly browser?: Browser; readonly chrome?: Browser }): Runtime | undefined {
  return (scope.browser ?? scope.chrome)?.runtime;
}

/** Whether the extension that started this script still runs. False after the extension was reloaded or updated. */
export function isAlive(runtime: Runtime): boolean {
  try {
    return runtime.id !== undefined;
  } catch {
    return false;
  }
}
