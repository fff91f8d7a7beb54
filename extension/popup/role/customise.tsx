import type { NameParts } from '#core/names/template.ts';
import { REGION } from '#core/patterns.ts';
import { ownOf, type Personal, type PersonalAccount, type PersonalRole } from '#core/personal.ts';
import { consoleDestination } from '#core/portals/console-link.ts';
import { type PartitionName, partitions } from '#core/portals/forms.ts';
import type { SessionView } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Outcome } from '../outcome/use-actions.ts';
import { SavedField } from './saved-field.tsx';

interface Props {
  readonly session: SessionView;
  readonly role: NameParts;
  readonly personal: Personal;
  readonly settings: Settings;
  onTell(outcome: Outcome): void;
}

const notARegion = (text: string) => (text === '' || REGION.test(text) ? null : 'A region looks like eu-west-1.');

/** What is the person's own about this account and role; each saved as it is changed. */
export function Customise(props: Props) {
  const { session, role, personal, settings } = props;
  const { account, role: own } = ownOf(personal, role);
  const { ofAccount, ofRole } = wishes(props, account, own);
  const partition = session.partition as PartitionName;
  const notAPage = (text: string) =>
    consoleDestination(partition, text, '') === null
      ? 'Neither a page of this console, such as s3, nor its address.'
      : null;
  return (
    <details class="customise" onToggle={(event) => event.currentTarget.scrollIntoView({ block: 'nearest' })}>
      <summary>Customise</summary>
      <fieldset>
        <legend title={role.accountName}>Account {role.accountName}</legend>
        <SavedField label="Own label" value={account.label} maxLength={64} onSave={(label) => ofAccount({ label })} />
        <SavedField
          label="Region of the account"
          value={account.region}
          placeholder={settings.defaultRegion || 'none'}
          list="regions"
          why={notARegion}
          onSave={(region) => ofAccount({ region })}
        />
        <SavedField
          label="Name template"
          value={account.names}
          placeholder={settings.nameTemplate}
          maxLength={128}
          onSave={(names) => ofAccount({ names })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={account.production ?? false}
            onChange={(event) => ofAccount({ production: event.currentTarget.checked })}
          />
          Production account
        </label>
      </fieldset>
      <fieldset>
        <legend title={role.roleName}>Role {role.roleName}</legend>
        <SavedField
          label="Own label of the role"
          value={own.label}
          maxLength={64}
          onSave={(label) => ofRole({ label })}
        />
        <SavedField
          label="Region of the role"
          value={own.region}
          placeholder={account.region || settings.defaultRegion || 'none'}
          list="regions"
          why={notARegion}
          onSave={(region) => ofRole({ region })}
        />
        <SavedField
          label="Console page"
          value={own.console}
          placeholder="s3"
          maxLength={1024}
          why={notAPage}
          onSave={(page) => ofRole({ console: page })}
        />
      </fieldset>
      <datalist id="regions">
        {partitions[partition]?.regions.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </details>
  );
}

/** Sends what is said of the account, or of the role, with one thing in it changed. */
function wishes({ session, role, onTell }: Props, account: PersonalAccount, own: PersonalRole) {
  const { accountId, roleName } = role;
  const settle = async (save: () => ReturnType<typeof ask<'popup/customise-role'>>) => {
    const answer = await save();
    if (answer.ok) onTell({ is: 'noted', text: 'Saved.' });
    else onTell({ is: 'failed', error: answer, writing: false, retry: () => void settle(save) });
  };
  return {
    ofAccount(change: PersonalAccount): void {
      const { label = '', production = false, region = '', names = '' } = { ...account, ...change };
      const wish = { label, production, region, names };
      void settle(() => ask('popup/customise-account', { session: session.key, accountId, wish }));
    },
    ofRole(change: PersonalRole): void {
      const { label = '', region = '', console: page = '' } = { ...own, ...change };
      const wish = { label, region, console: page };
      void settle(() => ask('popup/customise-role', { session: session.key, accountId, roleName, wish }));
    },
  };
}
