import { useState } from 'preact/hooks';
import { issuerUrl, parseNewPortalUrl, parsePortalUrl } from '#core/portals/portals.ts';
import { TextField } from '../../ui/text-field.tsx';
import { openPortal } from './allow-access.ts';

/**
 * The start URL for a text such as `demo`, `demo.awsapps.com` or a whole address. Null if the text is not the address
 * of a portal.
 */
export function startUrlFrom(text: string): string | null {
  const given = text.trim();
  if (/^[a-z0-9-]+$/i.test(given)) return parsePortalUrl(`https://${given}.awsapps.com/start`)?.startUrl ?? null;
  const url = /^https:\/\//i.test(given) ? given : `https://${given}`;
  const portal = parsePortalUrl(url) ?? parsePortalUrl(`${url.replace(/\/+$/, '')}/start`);
  return portal?.startUrl ?? issuerUrl(url);
}

/** The start URL of a portal in a region that this version does not know; null for any other text. */
export function newStartUrlFrom(text: string): string | null {
  const given = text.trim();
  return parseNewPortalUrl(/^https:\/\//i.test(given) ? given : `https://${given}`)?.startUrl ?? null;
}

interface Props {
  /** True if this button is the main button of the screen. Only the main button is filled with colour. */
  readonly primary: boolean;
  /**
   * Called with the start URL of a portal in a new region. No content script runs on such a portal. So Keyferry reads
   * the session from the browser's cookies, and the user must give permissions for this.
   */
  onNewRegion(startUrl: string): void;
}

/**
 * Asks the user for a portal and opens its page. Nothing is stored here, because the content script reports the portal
 * when the page is open.
 */
export function PortalField({ primary, onNewRegion }: Props) {
  const [text, setText] = useState('');
  const [refused, setRefused] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    const startUrl = startUrlFrom(text);
    const added = newStartUrlFrom(text);
    if (added !== null) return onNewRegion(added);
    setRefused(startUrl === null);
    if (startUrl !== null) openPortal(startUrl);
  };
  return (
    <form onSubmit={submit}>
      <TextField
        id="portal"
        data-first
        label="Portal name or address"
        placeholder="my-company"
        value={text}
        wrong={refused}
        note={
          refused
            ? 'This is not an access portal. If your company uses its own address for the portal, sign in at that address in a tab. Keyferry then sees the portal.'
            : 'The part before .awsapps.com, or the whole address.'
        }
        onText={setText}
      />
      <button type="submit" class={primary ? 'primary' : undefined}>
        Open the portal
      </button>
    </form>
  );
}
