import { api } from '../../ui/browser-api.ts';

/** The match pattern for all pages of an origin. If the argument is already a pattern, it is returned unchanged. */
export const asPattern = (origin: string): string => (origin.includes('*') ? origin : new URL('/*', origin).href);

/**
 * Asks the browser for access to these origins, and with `cookies` also for the permission to read cookies. Must be
 * called inside the click.
 * @returns whether access was granted. If the browser throws an error, the result is false.
 */
export async function allowAccess(origins: readonly string[], cookies: 'cookies' | null = null): Promise<boolean> {
  try {
    const permissions = cookies ? { permissions: [cookies] } : {};
    return await api.permissions.request({ ...permissions, origins: origins.map(asPattern) });
  } catch {
    return false;
  }
}

/** Opens a portal in a new tab. The popup then loses the focus and closes. */
export function openPortal(startUrl: string): void {
  void api.tabs.create({ url: startUrl });
}
