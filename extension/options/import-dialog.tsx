import type { ImportChange } from '#core/personal-file/import-plan.ts';
import type { ImportPreview } from '#core/protocol/messages.ts';
import { AccountIdText } from '../ui/account-id.tsx';
import { ModalDialog } from '../ui/modal-dialog.tsx';

const fieldNames: Readonly<Record<string, string>> = {
  label: 'Own label',
  production: 'Production mark',
  region: 'Region',
  names: 'Name template',
  favourite: 'Favourite',
  console: 'Console page',
  profile: 'Profile name',
};

interface Props {
  readonly preview: ImportPreview;
  onAnswer(yes: boolean): void;
}

/** Shows what an import would change, and asks the user whether to import it. */
export function ImportDialog({ preview, onAnswer }: Props) {
  const { changes, more, skipped } = preview;
  const cancel = () => onAnswer(false);
  const isEmpty = changes.length === 0;
  return (
    <ModalDialog class="import" aria-labelledby="import-title" aria-describedby="import-counts" onCancel={cancel}>
      <h2 id="import-title">{isEmpty ? 'Nothing to import' : 'Import favourites and labels?'}</h2>
      <p id="import-counts">{countsText(preview)}</p>
      <Changes changes={changes} />
      {more > 0 && <p class="muted">And {more} more.</p>}
      {skipped.length > 0 && <Skipped startUrls={skipped} />}
      <div class="actions">
        <button type="button" onClick={cancel}>
          {isEmpty ? 'Close' : 'Cancel'}
        </button>
        {!isEmpty && (
          <button type="button" class="confirm" onClick={() => onAnswer(true)}>
            Import
          </button>
        )}
      </div>
    </ModalDialog>
  );
}

function countsText({ counts: { added, changed, same }, skipped }: ImportPreview): string {
  const portals = skipped.length === 1 ? '1 portal' : `${skipped.length} portals`;
  return `${added} added, ${changed} changed, ${same} already here${skipped.length > 0 ? `, ${portals} skipped` : ''}.`;
}

/** The list of changes. Above the changes of each portal, there is a heading with the portal's start URL. */
function Changes({ changes }: { changes: readonly ImportChange[] }) {
  const startUrls = [...new Set(changes.map(({ startUrl }) => startUrl))];
  return (
    <>
      {startUrls.map((startUrl) => (
        <div key={startUrl}>
          <h3>
            <bdi>{startUrl}</bdi>
          </h3>
          <ul class="changes">
            {changes
              .filter((each) => each.startUrl === startUrl)
              .map((each) => (
                <li key={`${each.accountId}/${each.roleName} ${each.field}`} class="change">
                  <Change change={each} />
                </li>
              ))}
          </ul>
        </div>
      ))}
    </>
  );
}

const Change = ({ change: { accountId, roleName, field, before, after } }: { change: ImportChange }) => (
  <>
    <span class="muted">
      <AccountIdText id={accountId} /> {roleName && <bdi>{roleName}</bdi>}
    </span>{' '}
    {fieldNames[field] ?? field}
    {after !== true && (
      <>
        : {before !== null && <Before text={before} />}
        <bdi>{after}</bdi>
      </>
    )}
  </>
);

const Before = ({ text }: { text: string }) => (
  <>
    <del>
      <bdi>{text}</bdi>
    </del>{' '}
    <span class="sr-only">becomes</span>
  </>
);

const Skipped = ({ startUrls }: { startUrls: readonly string[] }) => (
  <>
    <h3>Skipped</h3>
    <p>
      This browser does not know the user of these entries. Sign in to the portal as that user and press “Use this
      portal”, then import the file again.
    </p>
    <ul class="changes">
      {startUrls.map((startUrl) => (
        <li key={startUrl} class="change">
          <bdi>{startUrl}</bdi>
        </li>
      ))}
    </ul>
  </>
);
