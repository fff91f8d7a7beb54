/** `browser` where there is one (Firefox, newer Chromium), else `chrome`; both give promises under manifest version 3. */
export const api: typeof chrome = (globalThis as { browser?: typeof chrome }).browser ?? globalThis.chrome;
