import { fits } from '#core/schema.ts';
import { type ProfileKind, Settings } from '#core/settings.ts';

interface Props {
  readonly kind: ProfileKind;
  onKind(kind: ProfileKind): void;
}

const kinds: Readonly<Record<ProfileKind, { readonly label: string; readonly note: string }>> = {
  keys: { label: 'Keys', note: 'Keys in your credentials file, valid for a limited time.' },
  live: { label: 'Live', note: 'No keys in a file: tools ask Keyferry for keys while the browser runs.' },
  cli: { label: 'AWS CLI sign-in', note: 'No keys from Keyferry: the AWS CLI signs in by itself.' },
};

/** The setting for the kind of profile that a role's card selects first. */
export const DefaultKind = ({ kind, onKind }: Props) => (
  <>
    <label class="label" for="default-kind">
      Default kind of profile
    </label>
    <select
      id="default-kind"
      aria-describedby="default-kind-note"
      value={kind}
      onChange={({ currentTarget: { value } }) => fits(Settings.entries.defaultKind, value) && onKind(value)}
    >
      {Object.entries(kinds).map(([value, { label }]) => (
        <option key={value} value={value} selected={value === kind}>
          {label}
        </option>
      ))}
    </select>
    <p id="default-kind-note" class="muted">
      {kinds[kind].note}
    </p>
  </>
);
