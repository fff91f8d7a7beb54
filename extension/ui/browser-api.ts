/**
 * The API of the browser: `browser` if it exists (Firefox, newer Chromium), otherwise `chrome`. With manifest version
 * 3, the functions of both objects return promises.
 */
export const api: typeof chrome = (globalThis as { browser?: typeof chrome }).browser ?? globalThis.chrome;
