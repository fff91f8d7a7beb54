import { HOST_NAME } from '#core/identity.ts';

/*
 * Windows knows hosts by registry keys whose default value names the manifest. Every word here is one argument of
 * reg.exe: no shell reads them.
 */

export const REGISTRY_ROOTS = { user: 'HKCU', system: 'HKLM' } as const;

/** @param path of the browser table, such as `Software\Google\Chrome\NativeMessagingHosts` */
export function hostKey(scope: keyof typeof REGISTRY_ROOTS, path: string): string {
  return `${REGISTRY_ROOTS[scope]}\\${path}\\${HOST_NAME}`;
}

/** Arguments of reg.exe that make a key name this manifest. */
export function addArguments(key: string, manifest: string): readonly string[] {
  return ['add', key, '/ve', '/t', 'REG_SZ', '/d', manifest, '/f'];
}

export function queryArguments(key: string, value?: string): readonly string[] {
  return value === undefined ? ['query', key, '/ve'] : ['query', key, '/v', value];
}

export function deleteArguments(key: string): readonly string[] {
  return ['delete', key, '/f'];
}

/** The value that `reg query` printed, or null; the value's name is translated by Windows, its type is not. */
export function readValue(printed: string): string | null {
  return /^ +\S.*? {4}REG_(?:SZ|DWORD) {4}(.*?)\r?$/m.exec(printed)?.[1] ?? null;
}
