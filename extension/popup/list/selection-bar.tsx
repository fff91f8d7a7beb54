import { useMemo } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import { type IndexedAccount, MAX_WRITTEN_TOGETHER, type WritingView } from '#core/protocol/view.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions } from '../outcome/use-actions.ts';
import { writeTogether } from '../outcome/write-profiles.ts';
import { type Naming, namesFor } from '../role/suggested-names.ts';
import type { Row } from './list-rows.ts';
import { allChosen, type Chosen, chosenAfter, chosenRoles, NONE_CHOSEN } from './selection.ts';

interface Props {
  /** Key of the session whose roles these are. */
  readonly session: string;
  readonly chosen: Chosen;
  readonly accounts: readonly IndexedAccount[];
  readonly rows: readonly Row[];
  readonly naming: Naming;
  /** Of the roles being written together, also by a popup that was closed meanwhile. */
  readonly writing: WritingView | null;
  readonly actions: Actions;
  onChosen(chosen: Chosen): void;
  onCli(roles: readonly NameParts[]): void;
}

const limit = `At most ${MAX_WRITTEN_TOGETHER} profiles are written together`;

/** What can be done with the chosen roles; it lies over the list's lower end, so that nothing moves when it comes. */
export function ChosenBar(props: Props) {
  return (
    <section class="chosen-bar" aria-label="Chosen roles">
      {props.writing ? <Progress {...props.writing} /> : <Choice {...props} />}
    </section>
  );
}

function Choice({ session, chosen, accounts, rows, naming, actions, onChosen, onCli }: Props) {
  const roles = useMemo(() => chosenRoles(chosen, accounts), [chosen, accounts]);
  const clear = () => {
    onChosen(NONE_CHOSEN);
    // The button that had the focus goes with the bar.
    document.getElementById('search')?.focus();
  };
  const tooMany = roles.length > MAX_WRITTEN_TOGETHER;
  const off = tooMany || roles.length === 0 || actions.outcome?.is === 'busy';
  const write = () => {
    if (off) return;
    writeTogether({ ...actions, session, done: clear }, namesFor(roles, naming));
  };
  return (
    <>
      <div class="chosen-head">
        <strong aria-live="polite">{`${roles.length.toLocaleString('en')} role${roles.length === 1 ? '' : 's'} chosen`}</strong>
        {tooMany && (
          <span class="label" title={limit}>
            max. {MAX_WRITTEN_TOGETHER}
          </span>
        )}
        {!allChosen(chosen, rows) && (
          <button
            type="button"
            class="small quiet"
            aria-keyshortcuts="Alt+A"
            onClick={() => onChosen(chosenAfter(chosen, 'all', rows, undefined))}
          >
            Choose all shown
          </button>
        )}
        <button type="button" class="small quiet" onClick={clear}>
          Clear
        </button>
      </div>
      <div class="chosen-actions">
        <button type="button" class="primary" aria-disabled={off} title={tooMany ? limit : undefined} onClick={write}>
          Write profiles
        </button>
        <button type="button" onClick={() => onCli(roles)}>
          Set up CLI profile
        </button>
      </div>
    </>
  );
}

function Progress({ done, total }: WritingView) {
  return (
    <>
      <div class="chosen-head">
        <strong>Fetching credentials</strong>
        <span class="muted">
          {done} of {total}
        </span>
        <button type="button" class="small quiet" onClick={() => void ask('popup/cancel-writing', {})}>
          Cancel
        </button>
      </div>
      <progress aria-label="Roles whose credentials are fetched" value={done} max={total} />
    </>
  );
}
