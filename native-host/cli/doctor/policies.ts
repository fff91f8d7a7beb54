import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOST_NAME } from '#core/identity.ts';
import type { CommandIo } from '../../terminal/io.ts';
import { readTree } from '../install/registry.ts';
import { runProgram } from '../shared/run-program.ts';
import { type Check, error, warning } from './check.ts';

/** The folders in which Chromium browsers on Linux look for policies of an administrator. */
export const POLICY_FOLDERS = [
  '/etc/opt/chrome/policies',
  '/etc/chromium/policies',
  '/etc/chromium-browser/policies',
  '/etc/opt/edge/policies',
  '/etc/brave/policies',
];

/** On Windows, browsers read their policies from these registry keys below `Software\\Policies` in HKLM and HKCU. */
export const POLICY_KEYS = ['Google\\Chrome', 'Chromium', 'Microsoft\\Edge', 'BraveSoftware\\Brave'];
/** On macOS, browsers read their policies from the managed preferences with these bundle ids. */
export const POLICY_DOMAINS = ['com.google.Chrome', 'org.chromium.Chromium', 'com.microsoft.Edge', 'com.brave.Browser'];

const REMEDY =
  `Ask your administrator to put ${HOST_NAME} on NativeMessagingAllowlist, or to run \`keyferry install --system\` if ` +
  'hosts for single users are not allowed (see chrome://policy).';

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

/** The reason why these policies block Keyferry's host. Null if they do not block it. */
function whyBlocked(policies: Record<string, unknown>): string | null {
  const { NativeMessagingBlocklist: blocked, NativeMessagingAllowlist: allowed } = policies;
  if (lists(blocked, HOST_NAME)) return 'NativeMessagingBlocklist contains Keyferry';
  if (lists(blocked, '*') && !lists(allowed, HOST_NAME)) return 'NativeMessagingBlocklist blocks every native host';
  if (policies.NativeMessagingUserLevelHosts === false)
    return 'NativeMessagingUserLevelHosts allows only hosts for all users';
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

/** The browser merges all files of a folder into one set of policies. */
function checkFolder(folder: string): Check[] {
  const files = ['managed', 'recommended'].flatMap((level) => jsonFilesIn(join(folder, level)));
  const read = files.map((path) => ({ path, policies: readPolicies(path) }));
  const unreadable = read.filter(({ policies }) => policies === null);
  return [
    ...blockedBy(folder, Object.assign({}, ...read.map(({ policies }) => policies))),
    ...unreadable.map(({ path }) =>
      warning('policy', `The policies in ${path} cannot be read.`, 'Look at chrome://policy for NativeMessaging…'),
    ),
  ];
}

/**
 * The policies below this registry key. If a policy is a list, it has its own subkey with the policy's name. The values
 * of this subkey are the entries of the list.
 */
function windowsPolicies(key: string, io: CommandIo): Record<string, unknown> {
  const values = readTree(key, io);
  const valuesOf = (subkey: string) => {
    // reg.exe prints HKEY_LOCAL_MACHINE for HKLM, and Windows ignores letter case in the names of keys.
    const end = `${key.slice(key.indexOf('\\'))}${subkey}`.toLowerCase();
    return values.filter((each) => each.key.toLowerCase().endsWith(end));
  };
  const listOf = (name: string) => valuesOf(`\\${name}`).map(({ value }) => value);
  const userLevel = valuesOf('').find(({ name }) => name === 'NativeMessagingUserLevelHosts')?.value;
  return {
    NativeMessagingBlocklist: listOf('NativeMessagingBlocklist'),
    NativeMessagingAllowlist: listOf('NativeMessagingAllowlist'),
    NativeMessagingUserLevelHosts: userLevel !== '0x0',
  };
}

/** The policies of a browser on macOS. `defaults read` prints a list as `( "*", … )`. */
function macPolicies(domain: string, io: CommandIo): Record<string, unknown> {
  const read = (name: string) =>
    runProgram('/usr/bin/defaults', ['read', `/Library/Managed Preferences/${domain}`, name], io).stdout;
  const words = (text: string) => text.match(/[\w.*]+/g) ?? [];
  return {
    NativeMessagingBlocklist: words(read('NativeMessagingBlocklist')),
    NativeMessagingAllowlist: words(read('NativeMessagingAllowlist')),
    NativeMessagingUserLevelHosts: read('NativeMessagingUserLevelHosts').trim() !== '0',
  };
}

function blockedBy(where: string, policies: Record<string, unknown>): Check[] {
  const why = whyBlocked(policies);
  return why === null ? [] : [error('policy', `A policy in ${where} blocks the host: ${why}.`, REMEDY)];
}

/** Finds policies on this system that prevent a browser from starting Keyferry's host. */
export function checkSystemPolicies(io: CommandIo): readonly Check[] {
  if (io.platform === 'darwin') return POLICY_DOMAINS.flatMap((domain) => blockedBy(domain, macPolicies(domain, io)));
  if (io.platform !== 'win32') return checkPolicies(POLICY_FOLDERS);
  const keys = ['HKLM', 'HKCU'].flatMap((hive) => POLICY_KEYS.map((key) => `${hive}\\Software\\Policies\\${key}`));
  return keys.flatMap((key) => blockedBy(key, windowsPolicies(key, io)));
}

/** Finds policies in these folders on Linux that prevent a browser from starting Keyferry's host. */
export function checkPolicies(folders: readonly string[]): readonly Check[] {
  return folders.flatMap(checkFolder);
}
