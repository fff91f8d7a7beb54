import { useMemo } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import { type IndexedAccount, MAX_WRITTEN_TOGETHER, type WritingView } from '#core/protocol/view.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions } from '../outcome/outcome-types.ts';
import { type NamedRole, writeProfiles } from '../outcome/write-profiles.ts';
import { type Naming, namesFor, withOtherNames } from '../role/suggested-names.ts';
import type { Row } from './list-rows.ts';
import { allChosen, chosenRoles, NOTHING_CHOSEN, type Selection, selectionAfter } from './selection.ts';

interface Props {
  /** Key of the session to which the roles belong. */
  readonly session: string;
  readonly selection: Selection;
  readonly accounts: readonly IndexedAccount[];
  readonly rows: readonly Row[];
  readonly naming: Naming;
  /**
   * The progress while the profiles of several roles are being written, otherwise null. This write may have been
   * started in another popup.
   */
  readonly writing: WritingView | null;
  readonly actions: Actions;
  onSelection(selection: Selection): void;
  onCli(roles: readonly NameParts[]): void;
}

const limit = `At most ${MAX_WRITTEN_TOGETHER} profiles are written together`;

/**
 * The buttons for the chosen roles. The bar covers the lower end of the list, so that no row moves when the bar
 * appears.
 */
export function SelectionBar(props: Props) {
  return (
    <section class="chosen-bar" aria-label="Chosen roles">
      {props.writing ? <Progress {...props.writing} /> : <SelectionActions {...props} />}
    </section>
  );
}

function SelectionActions({ session, selection, accounts, rows, naming, actions, onSelection, onCli }: Props) {
  const roles = useMemo(() => chosenRoles(selection, accounts), [selection, accounts]);
  const clear = () => {
    onSelection(NOTHING_CHOSEN);
    // Moves the focus to another element, because the focused button disappears together with the bar.
    document.getElementById('search')?.focus();
  };
  const tooMany = roles.length > MAX_WRITTEN_TOGETHER;
  const disabled = tooMany || roles.length === 0 || actions.outcome?.is === 'busy';
  const write = () => {
    if (disabled) return;
    const otherNames = (named: readonly NamedRole[]) => withOtherNames([...named], naming);
    writeProfiles({ ...actions, session, otherNames, done: clear }, namesFor(roles, naming));
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
        {!allChosen(selection, rows) && (
          <button
            type="button"
            class="small quiet"
            aria-keyshortcuts="Alt+A"
            onClick={() => onSelection(selectionAfter(selection, 'all', rows, undefined))}
          >
            Choose all shown
          </button>
        )}
        <button type="button" class="small quiet" onClick={clear}>
          Clear
        </button>
      </div>
      <div class="chosen-actions">
        <button
          type="button"
          class="primary"
          aria-disabled={disabled}
          title={tooMany ? limit : undefined}
          onClick={write}
        >
          Write profiles
        </button>
        <button type="button" onClick={() => onCli(roles)}>
          {roles.length === 1 ? 'Set up CLI profile' : 'Set up CLI profiles'}
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
