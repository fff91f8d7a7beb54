import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const isBuiltin = (id: string): boolean => id.startsWith('node:') || builtinModules.includes(id);

/**
 * The files that must start fast, by the name of their chunk: a browser starts the first, a shell may run the second for
 * every new terminal, an AWS tool waits for the third, and a prompt for the last. Node needs time for each file that it
 * loads.
 */
const FAST_STARTS: Readonly<Record<string, readonly string[]>> = {
  browser: ['native-host/serve-browser.ts'],
  command: ['native-host/run-command.ts', 'native-host/cli/env.ts'],
  client: ['native-host/run-client.ts'],
  prompt: ['native-host/cli/status-short.ts'],
};

interface Modules {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/** The modules that load together with these files: their static imports, and the imports of those. */
function loadedBy(files: readonly string[], modules: Modules): ReadonlySet<string> {
  const found = new Set(files.map((file) => resolve(file)));
  for (const id of found) for (const each of modules.getModuleInfo(id)?.importedIds ?? []) found.add(each);
  return found;
}

/**
 * Chooses the chunk of a module. Modules that several of FAST_STARTS need are in two more chunks. The modules of the
 * entry stay in the entry. The bundler decides about all others (null).
 */
function chunkNames(entry: string): (id: string, modules: Modules) => string | null {
  let known: {
    readonly ofEntry: ReadonlySet<string>;
    readonly starts: ReadonlyMap<string, ReadonlySet<string>>;
  } | null = null;
  const know = (modules: Modules) => ({
    ofEntry: loadedBy([entry], modules),
    starts: new Map(Object.entries(FAST_STARTS).map(([name, files]) => [name, loadedBy(files, modules)])),
  });
  return (id, modules) => {
    known ??= know(modules);
    if (known.ofEntry.has(id)) return null;
    const users = [...known.starts].flatMap(([name, ids]) => (ids.has(id) ? [name] : []));
    if (users.length < 2) return users[0] ?? null;
    // Every command loads the chunk of `command`.
    if (users.join() === 'command,prompt') return 'command';
    // `keyferry env` and the prompt need none of the large modules that the others share, such as the schema library.
    return users.includes('command') || users.includes('prompt') ? 'shared' : users.join('-');
  };
}

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
          codeSplitting: {
            groups: [{ debugName: 'fast starts', name: chunkNames(entry), includeDependenciesRecursively: false }],
          },
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
