import { useLayoutEffect, useRef } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import { REGION } from '#core/patterns.ts';
import { ownOf, type Personal, type PersonalAccount, type PersonalRole } from '#core/personal.ts';
import { consoleDestination } from '#core/portals/console-link.ts';
import { type PartitionName, partitions } from '#core/portals/forms.ts';
import type { SessionView } from '#core/protocol/messages.ts';
import type { Settings } from '#core/settings.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Outcome } from '../outcome/outcome-types.ts';
import { SavedField } from './saved-field.tsx';

interface Props {
  readonly session: SessionView;
  readonly role: NameParts;
  readonly personal: Personal;
  readonly settings: Settings;
  /** Called when a change was saved. The argument is the outcome. */
  onOutcome(outcome: Outcome): void;
  onClose(): void;
}

/**
 * The fields for the user's own labels, regions and templates of this account and role. Each change is saved at once.
 */
export function Customise(props: Props) {
  const { session, role, personal, onClose } = props;
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    section.current?.scrollIntoView({ block: 'start' });
    section.current?.querySelector('input')?.focus();
  }, []);
  const { account, role: own } = ownOf(personal, role);
  const { saveAccount, saveRole } = savers(props, account, own);
  const regions = partitions[session.partition as PartitionName]?.regions ?? [];
  return (
    <section ref={section} class="customise" aria-labelledby="customise-title">
      <div class="customise-head">
        <h2 id="customise-title">Customise</h2>
        <button type="button" class="small quiet" onClick={onClose}>
          Done
        </button>
      </div>
      <AccountFields {...props} account={account} onSave={saveAccount} />
      <RoleFields {...props} account={account} own={own} onSave={saveRole} />
      <datalist id="regions">
        {regions.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </section>
  );
}

/**
 * Returns two functions: one saves the account's settings, and one saves the role's settings. Each function is called
 * with the changed setting, and sends all settings to the worker.
 */
function savers({ session, role, onOutcome }: Props, account: PersonalAccount, own: PersonalRole) {
  const { accountId, roleName } = role;
  const report = async (save: () => ReturnType<typeof ask<'popup/customise-role'>>) => {
    const answer = await save();
    if (answer.ok) onOutcome({ is: 'noted', text: 'Saved.' });
    else onOutcome({ is: 'failed', error: answer, writing: false, retry: () => void report(save) });
  };
  return {
    saveAccount(change: PersonalAccount): void {
      const { label = '', production = false, region = '', names = '' } = { ...account, ...change };
      const wish = { label, production, region, names };
      void report(() => ask('popup/customise-account', { session: session.key, accountId, wish }));
    },
    saveRole(change: PersonalRole): void {
      const { label = '', region = '', console: page = '' } = { ...own, ...change };
      const wish = { label, region, console: page };
      void report(() => ask('popup/customise-role', { session: session.key, accountId, roleName, wish }));
    },
  };
}

const whyNotRegion = (text: string) => (text === '' || REGION.test(text) ? null : 'A region looks like eu-west-1.');

interface AccountProps extends Pick<Props, 'role' | 'settings'> {
  readonly account: PersonalAccount;
  onSave(change: PersonalAccount): void;
}

function AccountFields({ role, settings, account, onSave }: AccountProps) {
  return (
    <fieldset>
      <legend title={role.accountName}>Account {role.accountName}</legend>
      <SavedField label="Own label" value={account.label} maxLength={64} onSave={(label) => onSave({ label })} />
      <SavedField
        label="Region of the account"
        value={account.region}
        placeholder={settings.defaultRegion || 'none'}
        list="regions"
        why={whyNotRegion}
        onSave={(region) => onSave({ region })}
      />
      <SavedField
        label="Name template"
        value={account.names}
        placeholder={settings.nameTemplate}
        maxLength={128}
        onSave={(names) => onSave({ names })}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={account.production ?? false}
          onChange={(event) => onSave({ production: event.currentTarget.checked })}
        />
        Production account
      </label>
    </fieldset>
  );
}

interface RoleProps extends Pick<Props, 'session' | 'role' | 'settings'> {
  readonly account: PersonalAccount;
  readonly own: PersonalRole;
  onSave(change: PersonalRole): void;
}

function RoleFields({ session, role, settings, account, own, onSave }: RoleProps) {
  const whyNotPage = (text: string) =>
    consoleDestination(session.partition as PartitionName, text, '') === null
      ? 'This is neither the name of a console page, such as s3, nor its address.'
      : null;
  return (
    <fieldset>
      <legend title={role.roleName}>Role {role.roleName}</legend>
      <SavedField
        label="Own label of the role"
        value={own.label}
        maxLength={64}
        onSave={(label) => onSave({ label })}
      />
      <SavedField
        label="Region of the role"
        value={own.region}
        placeholder={account.region || settings.defaultRegion || 'none'}
        list="regions"
        why={whyNotRegion}
        onSave={(region) => onSave({ region })}
      />
      <SavedField
        label="Console page"
        value={own.console}
        placeholder="s3"
        maxLength={1024}
        why={whyNotPage}
        onSave={(page) => onSave({ console: page })}
      />
    </fieldset>
  );
}
