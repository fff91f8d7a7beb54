import { ask } from '../../ui/worker-client.ts';
import type { Actions } from './outcome-types.ts';

/** Lets only the user write in the AWS folder, then repeats what was refused because others may. */
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
