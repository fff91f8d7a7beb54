import { makeHome } from '../e2e/rig/throwaway.ts';
import { emptyNode, openHost, spawnToReply } from './host-process.ts';
import { inPairs, median, ms, type Row, time, times } from './measure.ts';

/** Measures how fast the host starts, and how fast a running host answers. */
export async function benchHost(): Promise<Row[]> {
  const home = makeHome('keyferry-bench-');
  try {
    const start = await inPairs(
      15,
      () => spawnToReply(home.env),
      () => emptyNode(home.env),
    );
    const host = openHost(home.env);
    await host.ask({ kind: 'hello' });
    const messages: number[] = [];
    for (let n = 0; n < 200; n++) messages.push(await time(() => host.ask({ kind: 'hello' })));
    await host.close();
    const open = median(messages);
    return [
      {
        what: 'host, spawn to first reply, against `node -e 0`',
        figure: `${times(start.ratio)} (${ms(start.a)} against ${ms(start.b)})`,
        aim: 'at most 1.3 x',
        met: start.ratio <= 1.3,
      },
      { what: 'host, a message on an open port', figure: ms(open), aim: 'under 2 ms', met: open < 2 },
    ];
  } finally {
    home.remove();
  }
}
