import type { NameParts } from '#core/names/template.ts';
import { ownOf, type Personal } from '#core/personal.ts';
import type { ProfileView } from '#core/protocol/view.ts';
import { AccountIdText } from '../../ui/account-id.tsx';
import { BackIcon, MoreIcon, StarIcon } from '../../ui/icons.tsx';
import { MiddleText } from '../../ui/middle-text.tsx';
import { ProductionMark } from '../../ui/production-mark.tsx';
import { Menu, type MenuItem } from '../shell/menu.tsx';

export interface CardHeadProps {
  readonly role: NameParts;
  readonly personal: Personal;
  /** The written profiles of this role. */
  readonly written: readonly ProfileView[];
  onBack(): void;
  onStar(): void;
  onConsoleLink(): void;
  onCustomise(): void;
  onRemove(profile: ProfileView): void;
}

/** The menu entries for actions that users seldom need. */
function menuItems({ written, ...on }: CardHeadProps): readonly MenuItem[] {
  const [only, ...others] = written;
  const remove =
    only === undefined
      ? [{ label: 'Remove profile', whyNot: 'No profile is written for this role', act: () => undefined }]
      : written.map((profile) => ({
          label: others.length === 0 ? 'Remove profile' : `Remove profile ${profile.name}`,
          act: () => on.onRemove(profile),
        }));
  return [
    { label: 'Copy console link', act: on.onConsoleLink },
    { label: 'Customise', act: on.onCustomise },
    ...remove,
  ];
}

/** The head of the card: the account and the role, the star, and the menu. */
export function CardHead(props: CardHeadProps) {
  const { role, personal, onBack, onStar } = props;
  const { account, role: own } = ownOf(personal, role);
  const isListed = role.accountName !== role.accountId;
  return (
    <div class="card-head">
      <button type="button" class="icon-button" aria-label="Back to the list" onClick={onBack}>
        <BackIcon />
      </button>
      <div class="card-names">
        <p class="card-account">
          {account.label && (
            <span class="card-name own-label" dir="auto" title={account.label}>
              {account.label}
            </span>
          )}
          {isListed && (
            <span class="card-name middle" dir="auto" title={role.accountName}>
              <MiddleText text={role.accountName} />
            </span>
          )}
          <AccountIdText id={role.accountId} />
          {account.production && <ProductionMark />}
        </p>
        <h2 id="card-title" dir="auto">
          {role.roleName}
          {own.label && <span class="muted own-label"> {own.label}</span>}
        </h2>
      </div>
      <button
        type="button"
        class="icon-button star"
        aria-label="Favourite"
        aria-pressed={own.favourite ?? false}
        aria-keyshortcuts="Control+D"
        title="Favourite (Ctrl+D)"
        onClick={onStar}
      >
        <StarIcon on={own.favourite ?? false} />
      </button>
      <Menu class="icon-button" label="More for this role" items={() => menuItems(props)}>
        <MoreIcon />
      </Menu>
    </div>
  );
}
