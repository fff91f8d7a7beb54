/** The few things a content script needs of the browser; no library, so that the page's script stays small. */
export interface Runtime {
  readonly id?: string | undefined;
  sendMessage(message: unknown): Promise<unknown>;
  readonly onMessage: {
    addListener(
      listener: (message: unknown, sender: { id?: string }, reply: (answer: unknown) => void) => undefined,
    ): void;
  };
}

type Browser = { readonly runtime?: Runtime } | undefined;

/** The browser's `runtime`, or undefined where the extension was removed under the page's feet. */
export function runtimeOf(scope: { readonly browser?: Browser; readonly chrome?: Browser }): Runtime | undefined {
  return (scope.browser ?? scope.chrome)?.runtime;
}

/** Whether the extension that put this script here is still there; after a reload it is another one. */
export function isAlive(runtime: Runtime): boolean {
  try {
    return runtime.id !== undefined;
  } catch {
    return false;
  }
}
