import { useEffect, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { ask } from '../../ui/worker-client.ts';
import type { CliBody } from './save.ts';

/** How long a name must rest before it is asked about, in ms. */
const REST = 250;

export interface Plan {
  /** What the host would do, or why it could not say; null until it has. */
  readonly answer: { readonly ok: true; readonly value: CliProfilesReply } | ErrorReply | null;
  /** The answer is for what stands there now. */
  readonly isFresh: boolean;
  again(): void;
}

/** Asks the host what a save would do, each time that has come to rest. @param body null where it cannot be asked. */
export function usePlan(body: CliBody | null): Plan {
  const [told, setTold] = useState<{ body: CliBody | null; answer: Plan['answer'] }>({ body: null, answer: null });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!body) return;
    let wanted = true;
    const timer = setTimeout(
      async () => {
        const answer = await ask('popup/plan-cli-profiles', body);
        if (wanted) setTold({ body, answer });
      },
      told.body === null ? 0 : REST,
    );
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [body, round]);
  return {
    answer: told.answer,
    isFresh: body !== null && told.body === body,
    again: () => {
      setTold({ ...told, body: null });
      setRound(round + 1);
    },
  };
}
