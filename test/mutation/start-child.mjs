// Starts vitest-child.ts. It is plain JavaScript, because Node 20 runs no TypeScript.
import { runnerImport } from 'vite';

await runnerImport('test/mutation/vitest-child.ts', { configFile: false, root: process.cwd(), logLevel: 'error' });
