import { parseAst } from 'vite';
import { sourcesIn } from '../build/sources.ts';
import { isNode, type SyntaxNode } from '../build/syntax-tree.ts';

/** A regular expression in the sources. */
export interface SourcePattern {
  /** The path of the source file from the project's root, with forward slashes. */
  readonly path: string;
  /**
   * The regular expression as it is written in the sources: a literal such as `/^\d{12}$/u`, or `new RegExp(…)` with
   * all arguments.
   */
  readonly text: string;
}

/** All regular expressions in a source text: literals, and calls of `new RegExp`. */
export function patternsIn(path: string, text: string): SourcePattern[] {
  const found: SourcePattern[] = [];
  const visit = (node: SyntaxNode): void => {
    const isMade = node.type === 'NewExpression' && (node.callee as SyntaxNode).name === 'RegExp';
    if (isMade || (node.type === 'Literal' && node.regex)) {
      found.push({ path, text: text.slice(node.start, node.end).replace(/\s*\n\s*/g, '') });
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
  };
  visit(parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as SyntaxNode);
  return found;
}

/** Whether a pattern has an anchor at its start and an anchor at its end. */
const isWhole = ({ text }: SourcePattern): boolean => /^\/\^.*\$\/\w*$|^new RegExp\(`\^.*\$`/.test(text);

/** Every pattern in the sources that must match a whole value. Such a pattern has anchors at its start and its end. */
export const wholePatterns = (): SourcePattern[] =>
  sourcesIn('core', 'extension', 'native-host', 'install-scripts')
    .flatMap(({ path, text }) => patternsIn(path, text))
    .filter(isWhole);
