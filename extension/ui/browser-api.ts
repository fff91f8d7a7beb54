/**
 * `browser` where it exists (Firefox, newer Chromium), else `chrome`. Both return promises under manifest version 3.
 */
export const api: typeof chrome = (globalThis as { browser?: typeof chrome }).browser ?? globalThis.chrome;
