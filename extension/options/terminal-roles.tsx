import { fits } from '#core/schema.ts';
import { Settings, type TerminalRoles } from '#core/settings.ts';

interface Props {
  readonly value: TerminalRoles;
  onValue(value: TerminalRoles): void;
}

const choices: Readonly<Record<TerminalRoles, { readonly label: string; readonly note: string }>> = {
  none: {
    label: 'None',
    note: 'The keyferry program keeps no list. Commands know only the roles that have a profile.',
  },
  'set-up': {
    label: 'Portals of which I set up all roles',
    note: 'The keyferry program keeps the list that you sent when you set up profiles for all roles of a portal.',
  },
  all: {
    label: 'All roles',
    note: 'The keyferry program keeps the names and ids of all accounts and roles that you have, so that keyferry list and keyferry use find them. The list stays after you sign out. Every program of yours can read it.',
  },
};

/** The setting that decides which lists of roles the program keeps for its commands. */
export const TerminalRolesField = ({ value: chosen, onValue }: Props) => (
  <>
    <label class="label" for="terminal-roles">
      Roles that the terminal may see
    </label>
    <select
      id="terminal-roles"
      aria-describedby="terminal-roles-note"
      value={chosen}
      onChange={({ currentTarget: { value } }) => fits(Settings.entries.terminalRoles, value) && onValue(value)}
    >
      {Object.entries(choices).map(([value, { label }]) => (
        <option key={value} value={value} selected={value === chosen}>
          {label}
        </option>
      ))}
    </select>
    <p id="terminal-roles-note" class="muted">
      {choices[chosen].note}
    </p>
  </>
);
