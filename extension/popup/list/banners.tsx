import type { ComponentChildren } from 'preact';
import type { ErrorReply } from '#core/errors.ts';
import type { ListingView, LockedPortal, SessionView } from '#core/protocol/messages.ts';
import { Sentence } from '../../ui/sentence.tsx';

/** A line above the list that describes a problem. The user can still use the list. */
function Banner({ children, action, onNotNow, urgent = false }: BannerProps) {
  return (
    <div class="banner">
      <p role={urgent ? 'alert' : undefined}>{children}</p>
      {action && (
        <button type="button" class="small" onClick={action.act}>
          {action.label}
        </button>
      )}
      {onNotNow && (
        <button type="button" class="small quiet" onClick={onNotNow}>
          Not now
        </button>
      )}
    </div>
  );
}

interface BannerProps {
  readonly children: ComponentChildren;
  readonly action?: { readonly label: string; act(): void };
  /** Dismisses the banner. */
  readonly onNotNow?: () => void;
  readonly urgent?: boolean;
}

interface Props {
  readonly listing: ListingView;
  readonly withheld: readonly string[];
  /** A portal where the user is signed in and that is not trusted yet, or undefined. */
  readonly unknown: SessionView | undefined;
  /**
   * A portal whose page is open and whose session only the browser can read. It is not known whether the user is signed
   * in.
   */
  readonly locked: LockedPortal | undefined;
  /** The reason why the worker did not answer, or null. */
  readonly failure: ErrorReply | null;
  onRefresh(): void;
  onRetry(): void;
  onAllow(): void;
  onReview(key: string): void;
  onUnlock(portal: LockedPortal): void;
  onNotNow(portal: LockedPortal): void;
}

/** Shows only one banner, for the most important problem. Shows nothing if there is no problem. */
export function TopBanner({ listing, withheld, unknown, locked, failure, ...on }: Props) {
  if (failure) {
    return (
      <Banner urgent action={{ label: 'Try again', act: on.onRetry }}>
        <Sentence text={failure.message} /> The list below may be out of date.
      </Banner>
    );
  }
  if (withheld.length > 0) {
    return (
      <Banner action={{ label: 'Allow access', act: on.onAllow }}>
        The browser no longer lets Keyferry reach your portal. The list below may be out of date.
      </Banner>
    );
  }
  if (listing.error) {
    return (
      <Banner urgent action={{ label: 'Try again', act: on.onRefresh }}>
        <Sentence text={listing.error.message} />
      </Banner>
    );
  }
  if (unknown) {
    return (
      <Banner action={{ label: 'Review', act: () => on.onReview(unknown.key) }}>
        You are signed in to a new portal: {unknown.label}.
      </Banner>
    );
  }
  if (locked) {
    return (
      <Banner
        action={{ label: 'Allow reading it', act: () => on.onUnlock(locked) }}
        onNotNow={() => on.onNotNow(locked)}
      >
        Keyferry sees no sign-in at {locked.label}. If you are signed in there, only the browser can read your session.
      </Banner>
    );
  }
  return null;
}
