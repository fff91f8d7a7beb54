import { parseAst } from 'vite';

/**
 * Functions that are newer than Node 20.0 and that a program like ours might use. The name alone is enough to recognise
 * such a function.
 */
const NAMES = new Set([
  ...['getBuiltinModule', 'availableMemory', 'loadEnvFile', 'parseEnv', 'styleText', 'crc32', 'matchesGlob'],
  ...['duplexPair', 'addAbortListener', 'asyncDispose', 'parentPath', 'sourceMapsEnabled', 'globSync', 'execve'],
  ...['mkdtempDisposable', 'mkdtempDisposableSync', 'enableCompileCache', 'registerHooks', 'findPackageJSON'],
  ...['stripTypeScriptTypes', 'getCallSites', 'WebSocket', 'EventSource', 'URLPattern', 'Iterator', 'Float16Array'],
  ...['withResolvers', 'groupBy', 'fromAsync', 'transferToFixedLength', 'isSubsetOf', 'isSupersetOf', 'f16round'],
  ...['isDisjointFrom', 'symmetricDifference', 'getOrInsert', 'getOrInsertComputed', 'rawJSON', 'isRawJSON'],
  ...['sumPrecise', 'toBase64', 'fromBase64', 'toHex', 'fromHex', 'isError', 'toArray'],
]);
/**
 * Functions that are newer than Node 20.0. The name alone is not enough here, because other objects have older
 * functions with the same name.
 */
const MEMBERS = new Set(['AbortSignal.any', 'URL.parse', 'Promise.try', 'RegExp.escape', 'crypto.hash']);
const ITERATORS = new Set(['values', 'keys', 'entries']);
/** Finds regular expressions with flags for one part of the expression, as in `(?i:a)`. */
const PATTERN_FLAGS = /\(\?(?:[ims]+-?|-)[ims]*:/;

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

function textOf(node: unknown): string {
  if (!isNode(node)) return '';
  if (node.type === 'Identifier') return String(node.name);
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : '';
}

/**
 * The method that an expression calls without arguments, for example `values` for `x.values()`. Otherwise an empty
 * text.
 */
function calledMethod(node: unknown): string {
  if (!isNode(node) || node.type !== 'CallExpression') return '';
  const { callee, arguments: given } = node as unknown as { callee: Node; arguments: unknown[] };
  return given.length === 0 && callee.type === 'MemberExpression' ? textOf(callee.property) : '';
}

function memberUse({ object, property }: Node): string[] {
  const name = textOf(property);
  const member = `${textOf(object)}.${name}`;
  // In Node 20, an iterator has only the method `next`.
  const isOfIterator = ITERATORS.has(calledMethod(object)) && !['next', ''].includes(name);
  return isOfIterator ? [`${calledMethod(object)}().${name}`] : MEMBERS.has(member) ? [member] : [];
}

/** Finds recursive calls of `readdir` and `opendir`. Node got the option `recursive` after version 20.0. */
function recursiveListing({ callee, arguments: given }: Node): string[] {
  const method = isNode(callee) && callee.type === 'MemberExpression' ? textOf(callee.property) : textOf(callee);
  if (!/^(?:readdir|readdirSync|opendir|opendirSync)$/.test(method)) return [];
  const options = (given as Node[]).flatMap(({ properties }) => (Array.isArray(properties) ? properties : []));
  return options.some(({ key }) => textOf(key) === 'recursive') ? [`${method} recursive`] : [];
}

function useIn(node: Node): string[] {
  if (node.type === 'Identifier' || node.type === 'Literal') {
    const { regex } = node as { regex?: { pattern: string } };
    if (regex && PATTERN_FLAGS.test(regex.pattern)) return [`/${regex.pattern}/`];
    return NAMES.has(textOf(node)) ? [textOf(node)] : [];
  }
  if (node.type === 'MemberExpression') return memberUse(node);
  return node.type === 'CallExpression' ? recursiveListing(node) : [];
}

/** Names of all features in a program's text that Node got after version 20.0. */
export function newerThanNode20(code: string): string[] {
  const found: string[] = [];
  const open: unknown[] = [parseAst(code)];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (!isNode(next)) continue;
    found.push(...useIn(next));
    open.push(...Object.values(next).flat());
  }
  return found;
}
