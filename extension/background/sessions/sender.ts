import { type Portal, parsePortalUrl } from '#core/portals/portals.ts';
import type { SenderClass } from '#core/protocol/messages.ts';

/** What the browser itself says of a message's sender; nothing in here comes from the message. */
export interface BrowserSender {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly origin?: string | undefined;
  readonly frameId?: number | undefined;
  readonly tab?:
    | { readonly id?: number | undefined; readonly incognito: boolean; readonly cookieStoreId?: string | undefined }
    | undefined;
}

/** The extension's own identity. */
export interface Own {
  readonly id: string;
  readonly popupUrl: string;
  readonly optionsUrl: string;
}

/** A portal page with the cookie jar it lives in. */
export interface PortalPlace extends Portal {
  /** The browser's cookie store; Chrome has one for normal and one for private windows. */
  readonly store: string;
  readonly isPrivate: boolean;
}

export type Sender =
  | { readonly class: 'portal'; readonly place: PortalPlace }
  | { readonly class: Exclude<SenderClass, 'portal'> };

function portalPlace(sender: BrowserSender): PortalPlace | null {
  const { tab, url, origin } = sender;
  if (!tab || sender.frameId !== 0 || url === undefined) return null;
  const portal = parsePortalUrl(url);
  // Firefox gives no origin; where there is one, an opaque or foreign one tells a sandboxed or inherited document.
  if (!portal || (origin !== undefined && origin !== new URL(url).origin)) return null;
  const store = tab.cookieStoreId ?? (tab.incognito ? 'private' : 'default');
  return { ...portal, store, isPrivate: tab.incognito };
}

/** Who sent a message, or null when it is nobody the worker listens to. */
export function classify(sender: BrowserSender, own: Own): Sender | null {
  if (sender.id !== own.id) return null;
  if ((sender.frameId ?? 0) === 0) {
    if (sender.url === own.popupUrl) return { class: 'popup' };
    if (sender.url === own.optionsUrl) return { class: 'options' };
  }
  const place = portalPlace(sender);
  return place && { class: 'portal', place };
}
