import { describe, expect, it } from 'vitest';
import { applySplices } from '#core/ini/document.ts';
import type { OpenFile } from '../../../../native-host/aws-files/editing/file-calls.ts';
import { splicedBytes, writeParts } from '../../../../native-host/aws-files/editing/file-parts.ts';

describe('splicedBytes', () => {
  it.each(['plain text of ASCII', 'schönes 日本 – äöü ß é und 🔑'])(
    'gives the bytes of the changed text: %s',
    (text) => {
      for (const count of [0, 1, 2, 5]) {
        const splices = Array.from({ length: count }, (_, at) => ({ from: 3 * at, to: 3 * at + 2, text: `<ü${at}>` }));
        const bytes = Buffer.concat(splicedBytes(Buffer.from(text), text, splices));
        expect(bytes.toString()).toBe(applySplices(text, splices));
      }
    },
  );

  it('joins a great many pieces', () => {
    const text = 'ab'.repeat(1000);
    const splices = Array.from({ length: 1000 }, (_, at) => ({ from: 2 * at, to: 2 * at + 1, text: 'x' }));
    expect(splicedBytes(Buffer.from(text), text, splices)).toEqual([Buffer.from('xb'.repeat(1000))]);
  });
});

describe('writeParts', () => {
  it('goes on where the system took only a part', async () => {
    let written = '';
    const writev = async (parts: readonly Buffer[]) => {
      const taken = Buffer.concat(parts).subarray(0, 4);
      written += taken.toString();
      return { bytesWritten: taken.length };
    };
    const parts = ['abc', '', 'defghi', 'j'].map((each) => Buffer.from(each));
    await writeParts({ writev } as unknown as OpenFile, parts);
    expect(written).toBe('abcdefghij');
  });
});
