import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_NAME } from '#core/host-protocol.ts';
import { type Check, error, warning } from './check.ts';

/** Where Chrome and Chromium on Linux read an administrator's policies. */
export const POLICY_FOLDERS = ['/etc/opt/chrome/policies', '/etc/chromium/policies', '/etc/chromium-browser/policies'];

function jsonFilesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

const lists = (value: unknown, name: string) => Array.isArray(value) && value.includes(name);

/** Why these policies keep the browser from our host, or null. */
function whyBlocked(policies: Record<string, unknown>): string | null {
  const { NativeMessagingBlocklist: blocked, NativeMessagingAllowlist: allowed } = policies;
  if (lists(blocked, HOST_NAME)) return 'NativeMessagingBlocklist names Keyferry';
  if (lists(blocked, '*') && !lists(allowed, HOST_NAME)) return 'NativeMessagingBlocklist blocks every native host';
  if (policies.NativeMessagingUserLevelHosts === false) return 'NativeMessagingUserLevelHosts allows no host of a user';
  return null;
}

function readPolicies(path: string): Record<string, unknown> | null {
  try {
    const found: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The browser reads all files of a folder as one set of policies. */
function checkFolder(folder: string): Check[] {
  const files = ['managed', 'recommended'].flatMap((level) => jsonFilesIn(join(folder, level)));
  const read = files.map((path) => ({ path, policies: readPolicies(path) }));
  const unreadable = read.filter(({ policies }) => policies === null);
  const why = whyBlocked(Object.assign({}, ...read.map(({ policies }) => policies)));
  const remedy = `Ask your administrator to put ${HOST_NAME} on NativeMessagingAllowlist (see chrome://policy).`;
  return [
    ...(why === null ? [] : [error('policy', `A policy in ${folder} blocks the host: ${why}.`, remedy)]),
    ...unreadable.map(({ path }) =>
      warning('policy', `The policies in ${path} cannot be read.`, 'Look at chrome://policy for NativeMessaging…'),
    ),
  ];
}

/** Policies that keep a browser from starting the host; nothing when there are none. */
export function checkPolicies(folders: readonly string[]): readonly Check[] {
  return folders.flatMap(checkFolder);
}
