import type { ComponentChildren } from 'preact';
import { DownIcon, StarIcon } from '../../ui/icons.tsx';
import type { ChooseMode } from '../shell/keys.ts';
import type { Row } from './list-rows.ts';

/** The functions for the actions of a row. */
export interface RowActs {
  onWrite(row: Row): void;
  onConsole(row: Row): void;
  /** Lets the user choose a page of the console. */
  onServices(row: Row): void;
  onStar(row: Row): void;
}

/** The facts about the list that each row needs. */
export interface RowContext extends RowActs {
  /** Number of options in the list. */
  readonly options: number;
  /** The `roleKey` of each chosen role. */
  readonly chosen: ReadonlySet<string>;
  /** The `roleKey` of each role that is a favourite. */
  readonly favourites: ReadonlySet<string>;
  /** The `roleKey` of each role that is new since the user last marked the changes as seen. */
  readonly fresh: ReadonlySet<string>;
  /** Ids of the accounts whose roles are being loaded. */
  readonly loading: ReadonlySet<string>;
  /** The current time, in epoch ms. */
  readonly now: number;
  onOpen(row: Row): void;
  onChoose(row: Row, mode: ChooseMode): void;
}

interface ActionProps {
  readonly title: string;
  readonly class?: string;
  /**
   * The word that the user sees. The style sheet draws the word, so that it is not a part of the option's accessible
   * name.
   */
  readonly word?: string;
  readonly children?: ComponentChildren;
  act(): void;
}

/**
 * A part of a row that the user can click. A key does the same as the click. This part is not a button, because an
 * option may not contain a button. Users of screen readers find the key in the help.
 */
export function RowAction({ title, act, word, children, ...rest }: ActionProps) {
  const click = (event: Event) => {
    event.stopPropagation();
    act();
  };
  return (
    <span class={`row-action ${rest.class ?? ''}`} title={title} data-word={word} aria-hidden="true" onClick={click}>
      {children}
    </span>
  );
}

/** Opens the console. The arrow beside the word `Console` lets the user choose a page of the console. */
export const ConsoleAction = ({ row, on }: { row: Row; on: RowActs }) => (
  <>
    <RowAction class="on-hover" word="Console" title="Open console (Ctrl+O)" act={() => on.onConsole(row)} />
    <RowAction class="on-hover arrow" title="Choose a console page (Ctrl+Shift+O)" act={() => on.onServices(row)}>
      <DownIcon />
    </RowAction>
  </>
);

/** The star of a role. @param starred whether the role is a favourite. The star of a favourite is always visible. */
export const StarAction = ({ row, starred, on }: { row: Row; starred: boolean; on: RowActs }) => (
  <RowAction
    class={starred ? 'star starred' : 'star on-hover'}
    title={starred ? 'No longer a favourite (Ctrl+D)' : 'Favourite (Ctrl+D)'}
    act={() => on.onStar(row)}
  >
    <StarIcon on={starred} />
  </RowAction>
);
