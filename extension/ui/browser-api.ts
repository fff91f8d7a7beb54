/**
 * The API of the browser: `browser` if it exists (Firefox, newer Chromium), otherwise `chrome`. With manifest version
 * 3, both return promises.
 */
export const api: typeof chrome = (globalThis as { browser?: typeof chrome }).browser ?? globalThis.chrome;
