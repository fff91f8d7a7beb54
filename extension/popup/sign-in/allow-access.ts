import { api } from '../../ui/browser-api.ts';

/** An origin as the match pattern of all its pages; a pattern stays as it is. */
export const asPattern = (origin: string): string => (origin.includes('*') ? origin : new URL('/*', origin).href);

/**
 * Asks the browser for these origins, and to read cookies where `cookies` says so. Must be called inside the click.
 * @returns whether they were granted.
 */
export async function allowAccess(origins: readonly string[], cookies: 'cookies' | null = null): Promise<boolean> {
  try {
    const permissions = cookies ? { permissions: [cookies] } : {};
    return await api.permissions.request({ ...permissions, origins: origins.map(asPattern) });
  } catch {
    return false;
  }
}

/** Opens a portal in a tab of its own; the popup closes by itself as the focus leaves it. */
export function openPortal(startUrl: string): void {
  void api.tabs.create({ url: startUrl });
}
