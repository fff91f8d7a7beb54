import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withPart } from '../../scripts/testing/verification.ts';

const document = 'a\n<!-- clients: begin -->\n\nold\n\n<!-- clients: end -->\nb\n';

describe('the parts of VERIFICATION.md that commands write', () => {
  it('are replaced with new text, and the marks before and after each part stay', () => {
    const written = 'a\n<!-- clients: begin -->\n\none\ntwo\n\n<!-- clients: end -->\nb\n';
    expect(withPart(document, 'clients', ['one', 'two'])).toBe(written);
    expect(withPart(written, 'clients', ['one', 'two'])).toBe(written);
  });

  it('cannot be written if the document has no marks for the part', () => {
    expect(() => withPart(document, 'mutants', [])).toThrow('does not contain the marks of the part mutants');
  });

  it('have their marks in the document; the table of clients has a row for the AWS CLI', () => {
    const text = readFileSync('docs/VERIFICATION.md', 'utf8');
    for (const part of ['clients', 'mutants', 'long-run'] as const) {
      expect(withPart(text, part, ['new'])).toContain('new');
    }
    expect(text).toMatch(/^\| AWS CLI v2 \(Debian\) \|.*\| yes \| yes \|/m);
  });
});
