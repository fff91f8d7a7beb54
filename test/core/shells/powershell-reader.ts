import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/**
 * Reads PowerShell text with the tree-sitter grammar of PowerShell, but uses no code of Keyferry's quoting functions.
 * The grammar decides where a string begins and ends. The reader accepts only the kinds of statements that Keyferry's
 * export writes.
 * @throws for any other statement
 */

const require = createRequire(import.meta.url);

async function loadParser(): Promise<Parser> {
  await Parser.init();
  const grammar = require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  return new Parser().setLanguage(await Language.load(grammar));
}

const ready = loadParser();

/**
 * The types of the syntax nodes that this reader uses. All other nodes of the grammar are only containers for these
 * nodes.
 */
const ATOMS = new Set([
  'variable',
  'expandable_string_literal',
  'verbatim_string_characters',
  'cast_expression',
  'command_name',
  'generic_token',
  'command_parameter',
  'assignement_operator',
  '+',
]);

function atoms(node: Node): Node[] {
  if (ATOMS.has(node.type)) return [node];
  return node.children.flatMap((child) => (child ? atoms(child) : []));
}

/**
 * Reads a string in single quotes by the rules of about_Quoting_Rules. Typographic quotes count as quotes, and a quote
 * inside the string is written twice.
 */
function verbatim(text: string): string {
  const inner = text.slice(1, -1);
  const left = inner.replace(/['\u2018-\u201b]{2}/g, '');
  if (/['\u2018-\u201b]/.test(left)) throw new Error('a quote that is not doubled');
  return inner.replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1');
}

/**
 * Reads a string in double quotes. Refuses a string with `$`, a backtick or a quote, because PowerShell could expand
 * it.
 */
function expandable(text: string): string {
  const inner = text.slice(1, -1);
  if (/[$`"\u201c-\u201e]/.test(inner)) throw new Error('something that expands');
  return inner;
}

function term(node: Node): string {
  if (node.type === 'verbatim_string_characters') return verbatim(node.text);
  if (node.type === 'expandable_string_literal') return expandable(node.text);
  const code = node.type === 'cast_expression' ? /^\[char\]0x([0-9a-f]{1,4})$/.exec(node.text)?.[1] : undefined;
  if (code === undefined) throw new Error(`not a value: ${node.type}`);
  return String.fromCharCode(Number.parseInt(code, 16));
}

/**
 * Reads strings and characters that are joined with `+`. The first of these must be a string. Otherwise the result is
 * not a string in PowerShell.
 */
function sum(nodes: Node[]): string {
  if (nodes[0]?.type === 'cast_expression') throw new Error('a sum that begins with a character is no string');
  return nodes
    .map((node, at) => {
      if (at % 2 === 0) return term(node);
      if (node.type !== '+') throw new Error(`not a sum: ${node.type}`);
      return '';
    })
    .join('');
}

export type Statement = { readonly set: string; readonly value: string } | { readonly removed: string };

function statement(node: Node): Statement {
  const [first, second, ...rest] = atoms(node);
  if (first?.type === 'variable' && second?.type === 'assignement_operator' && second.text === '=') {
    const name = /^\$Env:(\w+)$/.exec(first.text)?.[1];
    if (name === undefined) throw new Error(`not an environment variable: ${first.text}`);
    return { set: name, value: sum(rest) };
  }
  const removed = /^Remove-Item Env:(\w+) -ErrorAction SilentlyContinue$/.exec(node.text)?.[1];
  if (first?.type !== 'command_name' || removed === undefined) throw new Error(`not understood: ${node.type}`);
  return { removed };
}

/**
 * Reads a PowerShell text as a list of statements. @throws if the grammar finds an error, or if a statement neither
 * sets nor removes a variable
 */
export async function readPowerShell(text: string): Promise<Statement[]> {
  const tree = (await ready).parse(text);
  if (!tree || tree.rootNode.hasError) throw new Error('the grammar finds an error');
  const list = tree.rootNode.namedChildren.find((child) => child?.type === 'statement_list');
  return (list?.namedChildren ?? []).flatMap((child) => (child ? [statement(child)] : []));
}
