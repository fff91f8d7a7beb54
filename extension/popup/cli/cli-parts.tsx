import { useEffect, useState } from 'preact/hooks';
import type { CliNews, ProfileView } from '#core/protocol/messages.ts';
import type { Actions } from '../outcome/use-actions.ts';
import { type Naming, namesByTemplate } from '../role/suggested-names.ts';
import { type CliBody, otherName, saveAtOnce, savedOutcome } from './save.ts';
import type { CliWish } from './wish.ts';

type Dialog = typeof import('./cli-dialog.tsx').CliDialog;

interface Props {
  /** Key of the session whose roles these are. */
  readonly session: string;
  readonly wish: CliWish | null;
  readonly naming: Naming;
  readonly profiles: readonly ProfileView[];
  readonly actions: Actions;
  onClose(): void;
  onSaved(): void;
}

let loaded: Dialog | null = null;

/** The dialog, loaded once it is wanted; null until then. */
function useDialog(wanted: boolean): Dialog | null {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (!wanted || loaded) return;
    void import('./cli-dialog.tsx').then(({ CliDialog }) => {
      loaded = CliDialog;
      redraw(1);
    });
  }, [wanted]);
  return loaded;
}

/** The suggested name; another one where keys were written under it, since the AWS CLI would no longer use those. */
function nameFor({ wish, naming, profiles }: Props): string {
  const name = wish ? (namesByTemplate(wish.roles.slice(0, 1), naming)[0]?.name ?? '') : '';
  return profiles.some((each) => each.name === name) ? otherName(name) : name;
}

/** Sets CLI profiles up: with a dialog, or at once where one account with one role leaves nothing to ask. */
export function CliSetUp(props: Props) {
  const { session, wish, naming, actions, onClose } = props;
  const only = wish?.whole && wish.roles.length === 1 ? wish.roles[0] : undefined;
  const Dialog = useDialog(wish !== null && !only);
  const name = nameFor(props);
  useEffect(() => {
    if (!only) return;
    onClose();
    const { accountId, roleName } = only;
    saveAtOnce(actions, { session, roles: [{ accountId, roleName, name }], form: 'session', whole: true, prune: [] });
  }, [only]);
  if (!wish || only || !Dialog) return null;
  const saved = (body: CliBody, reply: Parameters<typeof savedOutcome>[1]) => {
    onClose();
    props.onSaved();
    void actions.run('', async () => savedOutcome(body, reply));
  };
  return <Dialog {...{ session, wish, naming, name, onClose }} onSaved={saved} />;
}

const amounts = ({ added, renamed, gone }: CliNews) =>
  [
    [added, 'to add'],
    [renamed, 'to rename'],
    [gone, 'gone'],
  ] as const;

/** `2 CLI profiles to add, 1 gone`: a quiet line when the organisation has changed since it was set up. */
export function CliNewsLine({ news, onReview }: { news: CliNews | null; onReview(): void }) {
  if (!news) return null;
  const [first, ...rest] = amounts(news).filter(([count]) => count > 0);
  if (!first) return null;
  const [count, does] = first;
  const more = rest.map(([each, what]) => `, ${each} ${what}`).join('');
  return (
    <div class="cli-news">
      <p>{`${count} CLI profile${count === 1 ? '' : 's'} ${does}${more}`}</p>
      <button type="button" class="small" onClick={onReview}>
        Review
      </button>
    </div>
  );
}
