import { useEffect, useState } from 'preact/hooks';
import type { ErrorReply } from '#core/errors.ts';
import type { CliProfilesReply } from '#core/protocol/cli-profiles.ts';
import { ask } from '../../ui/worker-client.ts';
import type { CliBody } from './save.ts';

/** The dialog asks the host for a plan when the form has not changed for this time. In ms. */
const WAIT = 250;

export interface Plan {
  /** The host's plan or the error that the host returned; null before the first answer. */
  readonly answer: { readonly ok: true; readonly value: CliProfilesReply } | ErrorReply | null;
  /** Whether the answer belongs to the current state of the form. */
  readonly isFresh: boolean;
  /** Asks the host for the plan again. */
  again(): void;
}

/** After each change of the form, asks the host for a plan. @param body null while the form is invalid. */
export function usePlan(body: CliBody | null): Plan {
  const [planned, setPlanned] = useState<{ body: CliBody | null; answer: Plan['answer'] }>({
    body: null,
    answer: null,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!body) return;
    let current = true;
    const timer = setTimeout(
      async () => {
        const answer = await ask('popup/plan-cli-profiles', body);
        if (current) setPlanned({ body, answer });
      },
      planned.body === null ? 0 : WAIT,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [body, round]);
  return {
    answer: planned.answer,
    isFresh: body !== null && planned.body === body,
    again: () => {
      setPlanned({ ...planned, body: null });
      setRound(round + 1);
    },
  };
}
