import { useMemo, useState } from 'preact/hooks';
import type { NameParts } from '#core/names/template.ts';
import type { IndexedAccount, View } from '#core/protocol/messages.ts';
import { type CliRequest, cliRequest } from './request.ts';

/** The set-up of CLI profiles that the user is working on. */
export interface CliRequestState {
  /** The current request, or null. */
  readonly request: CliRequest | null;
  /** The request for all roles; null until every role is loaded. */
  readonly all: CliRequest | null;
  /** Whether these roles are all roles of the portal. */
  isWhole(roles: readonly NameParts[]): boolean;
  /** Opens the set-up for these roles. */
  start(roles: readonly NameParts[]): void;
  /** Opens the set-up for all roles. */
  startAll(): void;
  /** Ends the set-up and closes the dialog. */
  close(): void;
}

/**
 * Keeps the state of the request.
 * @param accounts all accounts of the portal. The roles of some accounts may not be loaded yet.
 */
export function useCliRequest(accounts: readonly IndexedAccount[], { listing, cliNews }: View): CliRequestState {
  const [request, setRequest] = useState<CliRequest | null>(null);
  const all = useMemo(() => cliRequest('all', accounts, listing, cliNews), [accounts, listing.phase, cliNews]);
  return {
    request,
    all,
    isWhole: (roles) => cliRequest(roles, accounts, listing, cliNews)?.whole ?? false,
    start: (roles) => setRequest(cliRequest(roles, accounts, listing, cliNews)),
    startAll: () => setRequest(all),
    close: () => setRequest(null),
  };
}
