import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A source file with what it imports. */
export interface Source {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without comments, so that a word in prose is no use of it. */
  readonly code: string;
  readonly imports: readonly string[];
}

const IMPORT = /(?:^|[\s;])(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"])\/\/.*$/gm, '$1');
}

/** A file's text, and what it imports, dynamically too. */
export function parseSource(path: string, text: string): Source {
  const code = withoutComments(text);
  return { path, text, code, imports: [...code.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? '') };
}

/** Every TypeScript file below these folders. */
export function sourcesIn(...rooms: string[]): Source[] {
  return rooms.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => join(room, path).replaceAll('\\', '/'))
      .map((path) => parseSource(path, readFileSync(path, 'utf8'))),
  );
}

/** The paths of those that match, for a readable failure. */
export function whoUses(sources: readonly Source[], pattern: RegExp): string[] {
  return sources.filter(({ code }) => pattern.test(code)).map(({ path }) => path);
}
