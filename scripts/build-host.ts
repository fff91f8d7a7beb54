import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const isBuiltin = (id: string): boolean => id.startsWith('node:') || builtinModules.includes(id);

/**
 * Builds a program that needs only Node 20. The result is `keyferry.cjs` and some chunks beside it. Each chunk is a
 * part that only some runs load. The format is CommonJS, because CommonJS starts faster than ES modules.
 * @param outDir folder for the result; everything in it is deleted first
 * @param entry source of the program
 * @returns absolute path of keyferry.cjs
 */
export async function buildHost(outDir = 'dist/host', entry = 'native-host/main.ts'): Promise<string> {
  const directory = resolve(outDir);
  await build({
    configFile: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: entry,
      target: 'node20',
      outDir: directory,
      emptyOutDir: true,
      minify: true,
      sourcemap: false,
      license: { fileName: 'licenses.md' },
      reportCompressedSize: false,
      rolldownOptions: {
        external: isBuiltin,
        output: {
          // npm makes the command a link to this file, so the file needs this first line.
          postBanner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
          format: 'cjs',
          entryFileNames: 'keyferry.cjs',
          // `install` copies every file with a name of this form (native-host/cli/install/program-files.ts).
          chunkFileNames: 'keyferry-[name]-[hash].cjs',
        },
      },
    },
  });
  return join(directory, 'keyferry.cjs');
}
