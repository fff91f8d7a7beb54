import { type Portal, parsePortalUrl } from '#core/portals/portals.ts';
import type { SenderClass } from '#core/protocol/messages.ts';

/** What the browser says about the sender of a message. The message itself cannot change this. */
export interface BrowserSender {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly origin?: string | undefined;
  readonly frameId?: number | undefined;
  readonly tab?:
    | { readonly id?: number | undefined; readonly incognito: boolean; readonly cookieStoreId?: string | undefined }
    | undefined;
}

/** The id and the page addresses of our own extension. */
export interface Own {
  readonly id: string;
  readonly popupUrl: string;
  readonly optionsUrl: string;
  readonly questionUrl: string;
}

/** A portal page and the cookie store of its tab. */
export interface PortalPlace extends Portal {
  /** The browser's cookie store. Chrome has one store for normal windows and another for private windows. */
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
  // Firefox gives no origin. If the origin is opaque or differs from the page's address, the page is sandboxed or has
  // inherited its address. Such a page is refused.
  if (!portal || (origin !== undefined && origin !== new URL(url).origin)) return null;
  const store = tab.cookieStoreId ?? (tab.incognito ? 'private' : 'default');
  return { ...portal, store, isPrivate: tab.incognito };
}

/** The kind of sender of a message. Null if the worker accepts no messages from this sender. */
export function classify(sender: BrowserSender, own: Own): Sender | null {
  if (sender.id !== own.id) return null;
  if ((sender.frameId ?? 0) === 0) {
    if (sender.url === own.popupUrl) return { class: 'popup' };
    if (sender.url === own.optionsUrl) return { class: 'options' };
    if (sender.url === own.questionUrl) return { class: 'question' };
  }
  const place = portalPlace(sender);
  return place && { class: 'portal', place };
}
