import { roleKey } from '#core/role-key.ts';
import { AccountIdText } from '../../ui/account-id.tsx';
import { Sentence } from '../../ui/sentence.tsx';
import type { NotFetched } from './outcome-types.ts';

/** Lists the roles whose credentials could not be fetched, each with the reason. */
export function NotFetchedRoles({ failed, of }: NotFetched) {
  return (
    <>
      <p>
        Nothing was written: the credentials of {failed.length} of {of} roles could not be fetched.
      </p>
      <ul class="failures">
        {failed.map(({ accountId, accountName, roleName, message }) => (
          <li key={roleKey({ accountId, roleName })}>
            <strong>{roleName}</strong> in {accountName} <AccountIdText id={accountId} />: <Sentence text={message} />
          </li>
        ))}
      </ul>
    </>
  );
}

/**
 * Two buttons for the next step. The first button tries again. The second button writes only the profiles of the other
 * roles.
 */
export function NotFetchedSteps({ retry, others }: NotFetched) {
  return (
    <div class="steps">
      <button type="button" class="small" onClick={retry}>
        Try again
      </button>
      {others && (
        <button type="button" class="small" onClick={others}>
          Write the others
        </button>
      )}
    </div>
  );
}
