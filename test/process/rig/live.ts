import { join } from 'node:path';
import type { CliRoleInput } from './requests.ts';
import { cliRequest } from './requests.ts';
import type { Sandbox } from './sandbox.ts';

/** Ids of two installations of the extension. */
export const FIREFOX = `${'0'.repeat(31)}1`;
export const CHROMIUM = `${'0'.repeat(31)}2`;

export const launcherIn = ({ home }: Sandbox): string => join(home, '.keyferry/bin/keyferry');
export const recordIn = ({ home }: Sandbox): string => join(home, '.local/share/keyferry/live.json');

/**
 * Writes a launcher to the usual path, and stores its path as `install` does.
 * @param script the text of the launcher
 */
export function putLauncher(sandbox: Sandbox, script = '#!/bin/sh\nexit 1\n'): string {
  const path = launcherIn(sandbox);
  sandbox.put(path, script, 0o755);
  const record = { version: 1, files: [], folders: [], launchers: [path] };
  sandbox.put(join(sandbox.home, '.local/share/keyferry/install.json'), JSON.stringify(record), 0o644);
  return path;
}

/** A `set-up-cli-profiles` request with the form `live`. */
export const liveRequest = (roles?: readonly CliRoleInput[], change: Readonly<Record<string, unknown>> = {}) =>
  cliRequest(roles, { form: 'live', installation: FIREFOX, browser: 'Firefox', ...change });

/** The entries in live.json. The keys of the map are the names of the profiles. */
export const liveEntries = (sandbox: Sandbox) => JSON.parse(sandbox.read(recordIn(sandbox))).profiles;
