import { builtinModules } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'vite';

const isBuiltin = (id: string): boolean => id.startsWith('node:') || builtinModules.includes(id);

/**
 * The files from which the program starts and which must load fast. The key is the name of a chunk (a part of the built
 * program). A browser starts `browser`. A shell may run `command` in every new terminal. An AWS tool waits for
 * `client`. A shell prompt runs `prompt`. Each chunk should be a single file, because Node needs time for each file.
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

/**
 * All modules that Node loads together with these files: their static imports, the static imports of those modules, and
 * so on.
 */
function loadedBy(files: readonly string[], modules: Modules): ReadonlySet<string> {
  const found = new Set(files.map((file) => resolve(file)));
  for (const id of found) for (const each of modules.getModuleInfo(id)?.importedIds ?? []) found.add(each);
  return found;
}

/**
 * Chooses the chunk (the part of the built program) that contains a module. A module that the entry file needs stays in
 * the entry file. If only one chunk of FAST_STARTS needs a module, the module is in this chunk. Two more chunks contain
 * the modules that several chunks need. For all other modules the result is null, and the bundler chooses.
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
    // Every command needs the chunk `command`, so the module can be in this chunk.
    if (users.join() === 'command,prompt') return 'command';
    // `keyferry env` and the shell prompt load the chunk `shared`, so this chunk must stay small. Large modules, such
    // as the schema library, are in another chunk.
    return users.includes('command') || users.includes('prompt') ? 'shared' : users.join('-');
  };
}

/**
 * Builds a program that needs only Node 20. The result is `keyferry.cjs` and some chunks in the same folder. A chunk is
 * a file that the program loads only when it needs the code in it. The format is CommonJS, because a CommonJS program
 * starts faster than ES modules.
 * @param outDir folder for the result; everything in it is deleted first
 * @param entry source file from which the program starts
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
          // npm installs the command `keyferry` as a link to this file. So the file begins with this line, and the
          // system runs it with Node.
          postBanner: ({ isEntry }) => (isEntry ? '#!/usr/bin/env node' : ''),
          format: 'cjs',
          entryFileNames: 'keyferry.cjs',
          // `keyferry install` copies every file whose name has this form (native-host/cli/install/program-files.ts).
          chunkFileNames: 'keyferry-[name]-[hash].cjs',
        },
      },
    },
  });
  return join(directory, 'keyferry.cjs');
}
