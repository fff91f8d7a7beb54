import type { NameParts } from '#core/names/template.ts';
import { consolePageOf, ownOf, type Personal, regionOf } from '#core/personal.ts';
import { consoleDestination, consoleLink } from '#core/portals/console-link.ts';
import type { PartitionName } from '#core/portals/forms.ts';
import type { SessionView } from '#core/protocol/messages.ts';
import type { Format } from '#core/shells/shell-export.ts';
import { copyNow, copyText } from '../../ui/clipboard.ts';
import { ask } from '../../ui/worker-client.ts';
import type { Actions } from '../outcome/outcome-types.ts';
import { isQuestion, isShadowed, nameForKeys } from '../outcome/write-refusals.ts';
import { exportText } from './export-text.ts';
import { rememberFormat } from './last-format.ts';

export interface RoleActionsDeps {
  /** The session to which the roles belong. */
  readonly session: SessionView;
  readonly personal: Personal;
  /** Returns a free name for a role. It differs from `name`. */
  readonly otherName: (role: NameParts, name: string) => string;
  /**
   * The difference between this computer's clock and the portal's clock, in ms. It is positive if this computer's clock
   * is ahead.
   */
  readonly clockAheadMs: number;
  /** The region from the settings, or the empty string. */
  readonly defaultRegion: string;
  readonly actions: Pick<Actions, 'run' | 'show' | 'confirm'>;
  /** Called when the user has copied keys. The argument is the format that was copied. */
  readonly onCopied: (format: Format) => void;
}

/** The actions of the popup for one role. Each method shows the outcome and never throws. */
export interface RoleActions {
  /** Writes the role's keys into the credentials file under `name`. */
  write(role: NameParts, name: string): void;
  /** Copies the role's keys as text in `format`. Must be called inside the click or key press. */
  copy(role: NameParts, format: Format, name: string): void;
  /**
   * Opens the AWS console as this role in a new tab.
   * @param page a page of the console, in the form that `consoleDestination` accepts. Without `page`, the console opens
   * the page that the user set for the role.
   */
  openConsole(role: NameParts, page?: string): void;
  /** Copies a link that opens the console as this role. The link contains no keys. */
  copyConsoleLink(role: NameParts): void;
  /** Makes the role a favourite, or removes it from the favourites. */
  toggleFavourite(role: NameParts): void;
}

/** The actions for the roles of one session. */
export function roleActions({
  session: shown,
  personal,
  otherName,
  clockAheadMs,
  defaultRegion,
  actions,
  onCopied,
}: RoleActionsDeps): RoleActions {
  const session = shown.key;
  const { run, show, confirm } = actions;

  const write = (role: NameParts, name: string, replace = false, seen?: string) => {
    const { accountId, roleName } = role;
    void run(`Writing profile ${name} …`, async () => {
      const answer = await ask('popup/write-profile', { session, accountId, roleName, name, replace, seen });
      if (answer.ok) return { is: 'written', ...answer.value };
      if (isQuestion(answer.code)) {
        const other = otherName(role, name);
        confirm({
          title: `Write profile ${name}?`,
          sentence: answer.message,
          replace: () => write(role, name, true, answer.seen),
          other: { label: `Write as ${other}`, write: () => write(role, other) },
        });
        return null;
      }
      const retry = () => write(role, name, replace, seen);
      const failed = { is: 'failed', error: answer, writing: true, retry } as const;
      if (!isShadowed(answer.code)) return failed;
      const other = nameForKeys(name);
      return { ...failed, other: { label: `Write as ${other}`, write: () => write(role, other) } };
    });
  };

  const copy = (role: NameParts, format: Format, name: string) =>
    void run(`Fetching credentials of ${role.roleName} …`, async () => {
      const fetched = exportText(session, role, format, { region: regionOf(personal, role, defaultRegion), name });
      const error = await copyText(fetched.then(({ text }) => text));
      if (error) return { is: 'failed', error, writing: false, retry: () => copy(role, format, name) };
      rememberFormat(format);
      onCopied(format);
      return { is: 'copied', label: format.label, expiration: (await fetched).expiration + clockAheadMs };
    });

  const openConsole = (role: NameParts, page?: string) =>
    void run('Opening the console …', async () => {
      const { accountId, roleName } = role;
      const answer = await ask('popup/open-console', { session, accountId, roleName, page });
      return answer.ok ? null : { is: 'failed', error: answer, writing: false, retry: () => openConsole(role, page) };
    });

  const copyConsoleLink = (role: NameParts) =>
    void run('Copying the link …', async () => {
      const region = regionOf(personal, role, defaultRegion);
      const destination = consoleDestination(shown.partition as PartitionName, consolePageOf(personal, role), region);
      const error = await copyNow(consoleLink(shown.startUrl, role, destination ?? ''));
      if (error) return { is: 'failed', error, writing: false, retry: () => copyConsoleLink(role) };
      return { is: 'noted', text: `Copied: a link that opens the console as ${role.roleName}.` };
    });

  const toggleFavourite = async (role: NameParts) => {
    const { accountId, roleName } = role;
    const favourite = !ownOf(personal, role).role.favourite;
    const answer = await ask('popup/set-favourite', { session, accountId, roleName, favourite });
    // On success there is no message, because the star shows the result.
    if (!answer.ok) show({ is: 'failed', error: answer, writing: false, retry: () => void toggleFavourite(role) });
  };

  return { write, copy, openConsole, copyConsoleLink, toggleFavourite };
}
