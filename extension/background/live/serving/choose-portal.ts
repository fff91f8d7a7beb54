import { KeyferryError } from '#core/errors.ts';
import { portalLabel } from '#core/portals/portals.ts';

/** An error sentence contains at most this many names of portals. */
const MAX_NAMES = 10;
/** An error sentence contains at most this many characters of a portal's name. */
const MAX_NAME = 80;

/** A unique name for each portal: its label, or its start URL if two portals have the same label. */
function namesOf(startUrls: readonly string[]): readonly string[] {
  const labels = startUrls.map(portalLabel);
  return startUrls.map((startUrl, at) => {
    const label = labels[at] ?? startUrl;
    return labels.filter((each) => each === label).length === 1 ? label : startUrl;
  });
}

function listed(startUrls: readonly string[]): string {
  const shown = namesOf(startUrls).slice(0, MAX_NAMES);
  const more = startUrls.length - shown.length;
  return `${shown.map((name) => name.slice(0, MAX_NAME)).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/**
 * Finds the portal that a program asks for. The program's text is only compared with the labels and start URLs. No
 * error sentence contains this text.
 * @param wanted a label or a start URL. Undefined if the program sends no text, which works only if there is exactly
 * one portal.
 * @param startUrls the start URLs of the portals that the person or an administrator has confirmed.
 * @returns one of `startUrls`.
 * @throws KeyferryError PORTAL_NONE, PORTAL_UNKNOWN, PORTALS_MATCH
 */
export function choosePortal(wanted: string | undefined, startUrls: readonly string[]): string {
  if (startUrls.length === 0) throw new KeyferryError('PORTAL_NONE');
  const isMeant = (startUrl: string) => wanted === undefined || wanted === startUrl || wanted === portalLabel(startUrl);
  const [first, ...others] = startUrls.filter(isMeant);
  if (first === undefined) throw new KeyferryError('PORTAL_UNKNOWN', { names: listed(startUrls) });
  if (others.length === 0) return first;
  throw new KeyferryError('PORTALS_MATCH', { count: others.length + 1, names: listed([first, ...others]) });
}
