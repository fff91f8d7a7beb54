// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are source code with ${…}
import { describe, expect, it } from 'vitest';
import { EVALUATION, foreignImports, NETWORK, usesOf } from './built-code.ts';

describe('the search in a built script', () => {
  it.each([
    'fetch(u)',
    'const f=fetch;f(u)',
    'var l=(e,t)=>fetch(e,t)',
    'globalThis.fetch(u)',
    'self["fetch"](u)',
    'const{fetch:f}=globalThis;f(u)',
  ])('finds the function `fetch` in %s', (script) => {
    expect(usesOf(NETWORK, script)).toEqual(['fetch']);
  });

  it.each(['new WebSocket(u)', 'const W=self.WebSocket', 'new(window["WebSocket"])(u)'])(
    'finds the class `WebSocket` in %s',
    (script) => {
      expect(usesOf(NETWORK, script)).toEqual(['WebSocket']);
    },
  );

  it.each(['eval(t)', '(0,eval)(t)', 'const e=eval;e(t)', 'globalThis.eval(t)', 'Function(t)()', 'new Function(t)'])(
    'finds a function that runs a text as code in %s',
    (script) => {
      expect(usesOf(EVALUATION, script)).toHaveLength(1);
    },
  );

  it.each([
    'x({fetch:1})',
    'var c=Function.call.bind(p)',
    '"fetch("',
    '({eval:{minArgs:1}})',
    'function f({fetch:e}){}',
  ])('finds neither a network request nor a function that runs a text as code in %s', (script) => {
    expect([...usesOf(NETWORK, script), ...usesOf(EVALUATION, script)]).toEqual([]);
  });

  it('lists every import except imports with a relative path', () => {
    expect(foreignImports('import"./a.js";import(`./b-x.js`);import("../c.js")')).toEqual([]);
    expect(foreignImports('import("https://x/a.js");import(u);import(`./${u}`)')).toEqual([
      '"https://x/a.js"',
      'u',
      '`./${u}`',
    ]);
  });
});
