import { parseAst } from 'vite';

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** The text of a string. In a template string, the source code of each expression `${…}` stays in the text. */
function textOf(node: unknown, source: string): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type !== 'TemplateLiteral') return null;
  return source.slice((node.start as number) + 1, (node.end as number) - 1).replaceAll('\\`', '`');
}

/** Whether a call is `it(…)`, `describe(…)` or a form such as `it.each(…)(…)` and `it.skipIf(…)(…)`. */
function namesTest(callee: unknown): boolean {
  if (!isNode(callee)) return false;
  if (callee.type === 'Identifier') return callee.name === 'it' || callee.name === 'describe';
  return namesTest(callee.object) || namesTest(callee.callee) || namesTest(callee.tag);
}

/**
 * The titles of all tests and groups in a test file. The titles come from the syntax tree, because a search in the text
 * would also find titles in comments.
 */
export function testTitles(source: string): string[] {
  const titles: string[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'CallExpression' && namesTest(node.callee)) {
      const title = textOf((node.arguments as unknown[])[0], source);
      if (title !== null) titles.push(title);
    }
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child);
  };
  visit(parseAst(source, { lang: 'ts' }) as unknown as Node);
  return titles;
}
