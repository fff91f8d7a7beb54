import { builtinModules, createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

const isBuiltin = (id: string): boolean => id.startsWith('node:') || builtinModules.includes(id);
const requireHere = createRequire(import.meta.url);
const LAZY = '\0lazy ';

/** A module that reads what is imported of it from Node's, once, when it runs. */
function readerOf(id: string): string {
  const names = Object.keys(requireHere(id)).filter((name) => /^[a-zA-Z]\w*$/.test(name));
  const exports = names.map((name) => `export const ${name} = /* @__PURE__ */ $read('${name}');`);
  return [
    `const $it = require('${id}');`,
    'const $read = (name) => $it[name];',
    'export default $it;',
    ...exports,
  ].join('\n');
}

/**
 * Requires a module of Node's when the first of our modules that uses it runs, not at the top of the file: a host that
 * a browser starts must not pay for what only the commands use (node:crypto alone takes 2 ms). The bundler's own way
 * would copy every property of the module at every start, a tenth of a millisecond each.
 */
const lazyBuiltins: Plugin = {
  name: 'keyferry:lazy-builtins',
  enforce: 'pre',
  resolveId: (id, importer) => (isBuiltin(id) && importer?.startsWith(LAZY) !== true ? `${LAZY}${id}` : null),
  load: (id) => (id.startsWith(LAZY) ? readerOf(id.slice(LAZY.length)) : null),
};

/**
 * Writes every other character than ASCII as an escape; they stand only inside strings and expressions. With a single
 * one of them Node reads the whole file as two-byte text, which costs a millisecond at every start.
 */
const asciiOnly: Plugin = {
  name: 'keyferry:ascii-only',
  generateBundle(_options, bundle) {
    for (const part of Object.values(bundle)) {
      if (part.type !== 'chunk') continue;
      part.code = part.code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
    }
  },
};

/** What the bundler makes of a module that is run when it is first needed, from its first line to its last. */
const LAZY_MODULE = /^(var [\w$]+ = __esmMin\()\(\(\) => (\{(?:\n[\s\S]*?\n)?\})\)\);$/gm;

/**
 * Writes the modules as functions of the old kind. Of an arrow function V8 parses all that is in it at once, though it may
 * never be called: a sixth of what it takes to read the program, at every start.
 */
const oldFunctions: Plugin = {
  name: 'keyferry:old-functions',
  renderChunk(code) {
    const made = code.replace(LAZY_MODULE, '$1function() $2);');
    if (made.includes('__esmMin((')) this.error('a module was not made a function: has the bundler changed its text?');
    return { code: made, map: null };
  },
};

/** The sources ask Node for its modules by a function that came with Node 20.16; the built file can do it as of old. */
const requireBuiltins: Plugin = {
  name: 'keyferry:require-builtins',
  renderChunk: (code) => ({ code: code.replaceAll('process.getBuiltinModule(', 'require('), map: null }),
};

/**
 * Builds the host: one CommonJS file (it starts faster than an ES module) that needs nothing but Node 20.
 * @param entry another program to be built in the very same way
 * @returns the path of keyferry.cjs
 */
export async function buildHost(outDir = 'dist/host', entry = 'native-host/main.ts'): Promise<string> {
  const directory = resolve(outDir);
  await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [lazyBuiltins, requireBuiltins, oldFunctions, asciiOnly],
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
        external: (id, importer) => isBuiltin(id) && importer?.startsWith(LAZY) === true,
        output: {
          // npm links the file itself as the command.
          postBanner: '#!/usr/bin/env node',
          format: 'cjs',
          entryFileNames: 'keyferry.cjs',
          codeSplitting: false,
        },
      },
    },
  });
  return join(directory, 'keyferry.cjs');
}
