import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/*
 * Reads PowerShell text with the tree-sitter grammar of the language, without the code of our quoter. The grammar says
 * where a string begins and ends. The reader accepts only the statements of an export. Anything else throws.
 */

const require = createRequire(import.meta.url);

async function loadParser(): Promise<Parser> {
  await Parser.init();
  const grammar = require.resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  return new Parser().setLanguage(await Language.load(grammar));
}

const ready = loadParser();

/**
 * The nodes below `node` that have a meaning, in order. Levels of the grammar that only wrap other nodes are skipped.
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

/** PowerShell's about_Quoting_Rules: typographic quotes are quotes too, and a quote in a string is written twice. */
function verbatim(text: string): string {
  const inner = text.slice(1, -1);
  const left = inner.replace(/['\u2018-\u201b]{2}/g, '');
  if (/['\u2018-\u201b]/.test(left)) throw new Error('a quote that is not doubled');
  return inner.replace(/(['\u2018-\u201b])['\u2018-\u201b]/g, '$1');
}

/** Accepts only a string in which nothing can be expanded: without `$`, backticks and quotes of any kind. */
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

/** Adds terms. The result is a string only if the first term is a string. */
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
 * Reads a PowerShell text as a list of statements.
 * @throws when the grammar finds an error, or a statement is neither a plain assignment nor a removal.
 */
export async function readPowerShell(text: string): Promise<Statement[]> {
  const tree = (await ready).parse(text);
  if (!tree || tree.rootNode.hasError) throw new Error('the grammar finds an error');
  const list = tree.rootNode.namedChildren.find((child) => child?.type === 'statement_list');
  return (list?.namedChildren ?? []).flatMap((child) => (child ? [statement(child)] : []));
}
