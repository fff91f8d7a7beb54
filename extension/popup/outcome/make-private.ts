import { ask } from '../../ui/worker-client.ts';
import type { Actions } from './outcome-types.ts';

/** Makes the AWS folder writable only for its owner. Then repeats the action that the host refused. */
export function makePrivate({ run }: Pick<Actions, 'run'>, retry: () => void): void {
  let isDone = false;
  const change = run('Making the folder private …', async () => {
    const answer = await ask('popup/make-private', {});
    isDone = answer.ok;
    return answer.ok ? null : { is: 'failed', error: answer, writing: true, retry: () => makePrivate({ run }, retry) };
  });
  void change.then(() => {
    if (isDone) retry();
  });
}
