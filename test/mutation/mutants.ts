import { parseAst } from 'vite';
import { isNode, type SyntaxNode } from '../build/syntax-tree.ts';

/** One small change of a source file that a test should notice. */
export interface Mutant {
  /** Path from the project's root. */
  readonly path: string;
  /** What the change does, for example `remove a guard`. */
  readonly kind: string;
  /** The line of the change. The first line of the file is 1. */
  readonly line: number;
  /** The positions of the replaced text in the file. */
  readonly start: number;
  readonly end: number;
  /** The text that is replaced, and the text that replaces it. */
  readonly before: string;
  readonly after: string;
}

type Change = Pick<Mutant, 'kind' | 'after'> & { readonly at: SyntaxNode };

const BOUNDARIES: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const EQUALITIES: Readonly<Record<string, string>> = { '===': '!==', '!==': '===' };
const LOGIC: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' };

const node = (value: unknown): SyntaxNode | null => (isNode(value) ? value : null);

/** Replaces the operator between the two sides of an expression. */
function otherOperator(at: SyntaxNode, text: string, kind: string, table: Readonly<Record<string, string>>): Change[] {
  const [left, right] = [node(at.left), node(at.right)];
  const after = table[String(at.operator)];
  if (!left || !right || after === undefined) return [];
  const source = (part: SyntaxNode) => text.slice(part.start, part.end);
  // The brackets keep the meaning of the expression, because && is evaluated before ||.
  return [{ at, kind, after: `((${source(left)}) ${after} (${source(right)}))` }];
}

const leaves = (statement: SyntaxNode | null): boolean =>
  statement !== null &&
  (/^(Return|Throw|Continue|Break)Statement$/.test(statement.type) ||
    (statement.type === 'BlockStatement' && leaves(node((statement.body as unknown[]).at(-1)))));

/**
 * Makes a mutant that negates a condition. A comparison gets no such mutant, because another mutant changes the
 * operator of the comparison and has the same effect.
 */
function negated(test: SyntaxNode, text: string): Change[] {
  const isComparison = test.type === 'BinaryExpression' && String(test.operator) in EQUALITIES;
  return isComparison
    ? []
    : [{ at: test, kind: 'negate a condition', after: `!(${text.slice(test.start, test.end)})` }];
}

function ofIf(at: SyntaxNode, text: string): Change[] {
  const test = node(at.test);
  if (!test) return [];
  const condition = text.slice(test.start, test.end);
  const guard = !at.alternate && leaves(node(at.consequent));
  return [
    ...negated(test, text),
    // With `void`, the condition is still evaluated, but its result is ignored.
    ...(guard ? [{ at, kind: 'remove a guard', after: `void (${condition});` }] : []),
  ];
}

function ofStatement(at: SyntaxNode): Change[] {
  return at.directive ? [] : [{ at, kind: 'remove a statement', after: ';' }];
}

function ofFunction(at: SyntaxNode): Change[] {
  const body = node(at.body);
  const statements = body?.type === 'BlockStatement' ? (body.body as unknown[]) : [];
  // A function with only one statement is not emptied, because another mutant already removes this statement.
  return body && statements.length > 1 ? [{ at: body, kind: 'empty a function', after: '{}' }] : [];
}

function ofLiteral(at: SyntaxNode): Change[] {
  if (typeof at.value === 'boolean') return [{ at, kind: 'flip a boolean', after: String(!at.value) }];
  return typeof at.value === 'string' && at.value !== '' ? [{ at, kind: 'empty a string', after: "''" }] : [];
}

function ofTemplate(at: SyntaxNode): Change[] {
  return [{ at, kind: 'empty a string', after: '``' }];
}

function changesOf(at: SyntaxNode, text: string): Change[] {
  switch (at.type) {
    case 'IfStatement':
      return ofIf(at, text);
    case 'ConditionalExpression': {
      const test = node(at.test);
      return test ? negated(test, text) : [];
    }
    case 'ExpressionStatement':
      return ofStatement(at);
    case 'LogicalExpression':
      return otherOperator(at, text, 'swap && and ||', LOGIC);
    case 'BinaryExpression':
      return [
        ...otherOperator(at, text, 'change a boundary', BOUNDARIES),
        ...otherOperator(at, text, 'swap === and !==', EQUALITIES),
      ];
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return ofFunction(at);
    case 'Literal':
      return ofLiteral(at);
    case 'TemplateLiteral':
      return ofTemplate(at);
    default:
      return [];
  }
}

/**
 * The nodes below this node that can get mutants. Names of modules, names of properties, types and tags of templates
 * are not values, so they get no mutants.
 */
function childrenOf(at: SyntaxNode): SyntaxNode[] {
  if (/^(Import|ExportAll|TS)/.test(at.type) && !/^TS(As|NonNull|Satisfies)/.test(at.type)) return [];
  return (
    Object.entries(at)
      .filter(([name]) => !/^(source|typeAnnotation|typeArguments|typeParameters|returnType|quasi)$/.test(name))
      .filter(([name]) => name !== 'key' || at.computed === true)
      // A text that is compared with the result of `typeof` gets no mutant, because another mutant changes the operator
      // of the comparison and has the same effect.
      .filter(() => !(at.type === 'BinaryExpression' && node(at.left)?.operator === 'typeof'))
      .flatMap(([, value]) => value)
      .filter(isNode)
  );
}

const parse = (text: string, path: string) =>
  parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as SyntaxNode;

function parses(text: string, path: string): boolean {
  try {
    parse(text, path);
    return true;
  } catch {
    return false;
  }
}

/** The text of a file after the change of one mutant. */
export const mutated = (text: string, { start, end, after }: Mutant): string =>
  text.slice(0, start) + after + text.slice(end);

/**
 * All mutants of a source file, in the order of their lines. A mutant is left out if its text is not a valid program.
 */
export function mutantsOf(path: string, text: string): Mutant[] {
  const found: Mutant[] = [];
  const walk = (at: SyntaxNode): void => {
    for (const { at: place, kind, after } of changesOf(at, text)) {
      const { start, end } = place;
      const line = text.slice(0, start).split('\n').length;
      found.push({ path, kind, line, start, end, before: text.slice(start, end), after });
    }
    for (const child of childrenOf(at)) walk(child);
  };
  walk(parse(text, path));
  return found.filter((mutant) => parses(mutated(text, mutant), path)).sort((a, b) => a.start - b.start);
}

/**
 * Makes the names of mutants for the list of mutants that may survive. A name contains the changed text, but no line
 * number. So it stays the same if other lines change. If a file has the same change several times, the name also
 * contains a number, which begins at 1.
 */
export function namesOf(mutants: readonly Mutant[]): Map<Mutant, string> {
  const seen = new Map<string, number>();
  const oneLine = (text: string) => text.replace(/\s+/g, ' ').slice(0, 100);
  return new Map(
    mutants.map((mutant) => {
      const name = `${mutant.path}: ${mutant.kind}: ${oneLine(mutant.before)}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return [mutant, count === 1 ? name : `${name} (${count})`];
    }),
  );
}
