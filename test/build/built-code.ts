import { parseAst } from 'vite';
import { isNode, type SyntaxNode } from './syntax-tree.ts';

/** Functions that a script needs to reach the network. */
export const NETWORK: ReadonlySet<string> = new Set([
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'WebTransport', 'RTCPeerConnection', 'sendBeacon'],
]);
/** Functions that a script needs to run a text as code. */
export const EVALUATION: ReadonlySet<string> = new Set(['eval', 'Function', 'importScripts']);

/** The name of a property in a syntax tree: `fetch` for `a.fetch`, for `a['fetch']` and for the key in `{fetch: f}`. */
function propertyName(node: SyntaxNode, key: unknown): string | null {
  if (!isNode(key)) return null;
  if (key.type === 'Identifier' && !node.computed) return key.name as string;
  return key.type === 'Literal' ? String(key.value) : null;
}

/**
 * The name that this part of the syntax tree uses: the name of a variable, or of a property of any object. Null if this
 * part uses no name.
 */
function usedName(node: SyntaxNode, parent: SyntaxNode | null, place: string): string | null {
  if (node.type === 'MemberExpression') return propertyName(node, node.property);
  if (node.type !== 'Identifier') return null;
  const isName = place === 'key' || (place === 'property' && !parent?.computed);
  return isName ? null : (node.name as string);
}

/** The names of the properties that a declaration with braces reads: `fetch` for `const {fetch: f} = globalThis`. */
const takenNames = (node: SyntaxNode): string[] =>
  node.type === 'VariableDeclarator' && isNode(node.id) && node.id.type === 'ObjectPattern'
    ? (node.id.properties as SyntaxNode[]).flatMap((property) => propertyName(property, property.key) ?? [])
    : [];

/**
 * Whether this code only reads a property of `Function`, as in `Function.prototype`. Such code does not run a text as
 * code.
 */
const onlyReads = (name: string, parent: SyntaxNode | null, place: string): boolean =>
  name === 'Function' && parent?.type === 'MemberExpression' && place === 'object';

/**
 * Finds every use of these names in a JavaScript text. The function reads the syntax tree, so it works for minified
 * code too.
 */
export function usesOf(names: ReadonlySet<string>, script: string): string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode, parent: SyntaxNode | null, place: string): void => {
    const used = [usedName(node, parent, place) ?? '', ...takenNames(node)];
    found.push(...used.filter((name) => names.has(name) && !onlyReads(name, parent, place)));
    for (const [key, value] of Object.entries(node)) {
      for (const child of [value].flat()) if (isNode(child)) visit(child, node, key);
    }
  };
  visit(parseAst(script, { lang: 'js' }) as unknown as SyntaxNode, null, '');
  return found;
}

/**
 * The modules that a script imports. Imports with a relative path are left out, because they lead to other files of the
 * package.
 */
export function foreignImports(script: string): string[] {
  const found: string[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'ImportExpression' || node.type === 'ImportDeclaration') {
      const { start, end } = node.source as SyntaxNode;
      const source = script.slice(start, end);
      if (!/^(["'`])\.\.?\/[\w./-]+\1$/.test(source)) found.push(source);
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
  };
  visit(parseAst(script, { lang: 'js' }) as unknown as SyntaxNode);
  return found;
}
