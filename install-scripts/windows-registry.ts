import { HOST_NAME } from '#core/identity.ts';

/*
 * On Windows, a browser finds a host through a registry key. The key's default value is the path of the manifest. Each
 * function here returns a list of arguments for the program reg.exe. No shell reads these arguments.
 */

export const REGISTRY_ROOTS = { user: 'HKCU', system: 'HKLM' } as const;

/**
 * The full name of Keyferry's registry key.
 * @param path from the browser table, such as `Software\Google\Chrome\NativeMessagingHosts`
 */
export function hostKey(scope: keyof typeof REGISTRY_ROOTS, path: string): string {
  return `${REGISTRY_ROOTS[scope]}\\${path}\\${HOST_NAME}`;
}

/** The arguments with which reg.exe writes the path of a manifest into a registry key. */
export function addArguments(key: string, manifest: string): readonly string[] {
  return ['add', key, '/ve', '/t', 'REG_SZ', '/d', manifest, '/f'];
}

/** The arguments with which reg.exe prints the default value of a registry key. */
export function queryArguments(key: string): readonly string[] {
  return ['query', key, '/ve'];
}

/** The arguments with which reg.exe prints all values of a registry key and of its subkeys. */
export function queryAllArguments(key: string): readonly string[] {
  return ['query', key, '/s'];
}

/** The arguments with which reg.exe exports a registry key and its values to a file. */
export function exportArguments(key: string, file: string): readonly string[] {
  return ['export', key, file, '/y'];
}

/** The arguments with which reg.exe deletes a registry key. */
export function deleteArguments(key: string): readonly string[] {
  return ['delete', key, '/f'];
}

/** A registry value of type REG_SZ or REG_DWORD. */
export interface RegistryValue {
  /** The full name of the key, as reg.exe prints it. */
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/** Reads the values in the output of `reg query`. The order stays the same. */
export function readValues(printed: string): readonly RegistryValue[] {
  let key = '';
  return printed.split(/\r?\n/).flatMap((line) => {
    if (line.startsWith('HKEY_')) key = line.trimEnd();
    const [, name, value] = /^ +(\S.*?) {4}REG_(?:SZ|DWORD) {4}(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [{ key, name, value }];
  });
}

/**
 * The first value in the output of `reg query`, or null. This works in every language of Windows: Windows translates
 * the name of the default value, but not its type.
 */
export function readValue(printed: string): string | null {
  return readValues(printed)[0]?.value ?? null;
}

/**
 * The default value of the exported key in a file of `reg export`, or null. The key itself is the first block of the
 * file. Its subkeys follow in later blocks.
 */
export function readExported(text: string): string | null {
  const [, own = ''] = text.split(/^\[.*\]\r?$/m);
  return /^@="((?:[^"\\]|\\.)*)"\r?$/m.exec(own)?.[1]?.replaceAll(/\\(.)/g, '$1') ?? null;
}
