// Starts vitest-child.ts. This file is JavaScript, because Node 20 cannot run TypeScript.
import { runnerImport } from 'vite';

await runnerImport('test/mutation/vitest-child.ts', { configFile: false, root: process.cwd(), logLevel: 'error' });
