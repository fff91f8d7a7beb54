import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A source file and its imports. */
export interface Source {
  /** Path from the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without comments, because a name in a comment does not count as a use of that name. */
  readonly code: string;
  readonly imports: readonly string[];
}

const IMPORT =
  /(?:^|[\s;])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport(?:\s+|\s*\(\s*)['"]([^'"]+)['"]/g;

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"])\/\/.*$/gm, '$1');
}

/** Reads a source file and finds its imports, including import() in functions. */
export function parseSource(path: string, text: string): Source {
  const code = withoutComments(text);
  return { path, text, code, imports: [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '') };
}

/** Every TypeScript file below these folders. */
export function sourcesIn(...folders: string[]): Source[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => join(folder, path).replaceAll('\\', '/'))
      .map((path) => parseSource(path, readFileSync(path, 'utf8'))),
  );
}

/** The paths of the source files whose code matches the pattern. */
export function whoUses(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}
