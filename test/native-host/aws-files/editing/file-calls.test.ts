import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realFiles } from '../../../../native-host/aws-files/editing/file-calls.ts';
import { makeSandbox } from '../../../process/rig/sandbox.ts';

/** Two files, opened one behind the other, so that the system gives the second the number of the first. */
async function oneNumberTwice() {
  const sandbox = makeSandbox();
  sandbox.put(sandbox.credentials, 'first');
  sandbox.put(join(sandbox.home, 'second'), 'the second');
  const first = await realFiles.open(sandbox.credentials, 'r');
  await first.close();
  return { first, second: await realFiles.open(join(sandbox.home, 'second'), 'r') };
}

describe('a file that is closed', () => {
  it('closes no other one when it is closed again', async () => {
    const { first, second } = await oneNumberTwice();
    await first.close();
    expect((await second.stat()).size).toBe(10);
    await second.close();
  });

  it('gives nothing of another one', async () => {
    const { first, second } = await oneNumberTwice();
    await expect(async () => first.stat()).rejects.toThrow();
    await expect(async () => first.read(Buffer.alloc(4), 0, 4, 0)).rejects.toThrow();
    await expect(async () => first.writev([Buffer.from('x')])).rejects.toThrow();
    await second.close();
  });
});
