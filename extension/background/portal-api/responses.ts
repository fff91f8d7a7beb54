import * as v from 'valibot';
import { AccountId, Moment, RoleCredentials, RoleName } from '#core/credentials.ts';
import { KeyferryError } from '#core/errors.ts';
import type { IndexedAccount } from '#core/protocol/messages.ts';

/**
 * Checks the responses of the portal's API. Unknown fields and invalid list entries are removed. Credentials are
 * accepted only if every field is valid.
 */

/** One page of a list. `next` is null on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
export type Account = Omit<IndexedAccount, 'roles'>;
/** An account as it is listed in mode `instance`. Its roles are requested with the instance id. */
export type Instance = Account & { readonly instanceId: string };

const MAX_LABEL = 256;
const MAX_TOKEN = 4096;
const Label = v.pipe(
  v.string(),
  v.transform((text) => text.slice(0, MAX_LABEL)),
);
const InstanceId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/));

const AccountEntry = v.object({
  accountId: AccountId,
  accountName: v.nullish(Label, ''),
  emailAddress: v.nullish(Label, ''),
});
const RoleEntry = v.object({ roleName: RoleName });
const ProfileEntry = v.object({ name: RoleName });
const InstanceEntry = v.object({
  id: InstanceId,
  searchMetadata: v.object({
    AccountId,
    AccountName: v.nullish(Label, ''),
    AccountEmail: v.nullish(Label, ''),
  }),
});
const WhoAmI = v.object({
  userIdentifier: v.fallback(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_LABEL))), null),
  directoryId: v.fallback(v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(128))), null),
  expireDate: v.fallback(v.nullable(Moment), null),
});

/**
 * The error for an invalid response.
 * @param why the reason in our own words. It must not contain text of the response.
 */
export function misunderstood(why: string): KeyferryError {
  return new KeyferryError('PORTAL_ANSWER', { why });
}

/** The token of the next page. Null if the token is missing, empty, "null" or too long. Null ends the paging. */
function nextOf(token: unknown): string | null {
  return typeof token === 'string' && token !== '' && token !== 'null' && token.length <= MAX_TOKEN ? token : null;
}

function page<Schema extends v.GenericSchema>(list: unknown, schema: Schema, next: unknown) {
  if (!Array.isArray(list)) throw misunderstood('the response contains no list');
  const items = list.flatMap((entry): v.InferOutput<Schema>[] => {
    const read = v.safeParse(schema, entry);
    return read.success ? [read.output] : [];
  });
  return { items, next: nextOf(next) };
}

function mapPage<A, B>({ items, next }: Page<A>, change: (item: A) => B): Page<B> {
  return { items: items.map(change), next };
}

/** True if the text contains no visible character. */
const isBlank = (text: string): boolean => !/[^\s\p{C}]/u.test(text);

const named = <T extends Account>(account: T): T => ({
  ...account,
  accountName: isBlank(account.accountName) ? account.accountId : account.accountName,
});

const fields = (answer: unknown): Record<string, unknown> => {
  if (typeof answer !== 'object' || answer === null) throw misunderstood('the response is not a JSON object');
  return answer as Record<string, unknown>;
};

/** Reads one page of accounts, in mode `assignment`. @throws KeyferryError PORTAL_ANSWER */
export function readAccounts(answer: unknown): Page<Account> {
  const { accountList, nextToken } = fields(answer);
  return mapPage(page(accountList, AccountEntry, nextToken), named);
}

/** Reads one page of role names, in mode `assignment`. @throws KeyferryError PORTAL_ANSWER */
export function readRoles(answer: unknown): Page<string> {
  const { roleList, nextToken } = fields(answer);
  return mapPage(page(roleList, RoleEntry, nextToken), (role) => role.roleName);
}

/** Reads one page of accounts, in mode `instance`. @throws KeyferryError PORTAL_ANSWER */
export function readInstances(answer: unknown): Page<Instance> {
  const { result, paginationToken } = fields(answer);
  return mapPage(page(result, InstanceEntry, paginationToken), ({ id, searchMetadata: meta }) =>
    named({
      accountId: meta.AccountId,
      accountName: meta.AccountName,
      emailAddress: meta.AccountEmail,
      instanceId: id,
    }),
  );
}

/** Reads one page of role names, in mode `instance`. @throws KeyferryError PORTAL_ANSWER */
export function readProfiles(answer: unknown): Page<string> {
  const { result, paginationToken } = fields(answer);
  return mapPage(page(result, ProfileEntry, paginationToken), (profile) => profile.name);
}

/** The portal's answer about the signed-in user. A field is null when the portal does not send it. */
export interface WhoAmIAnswer {
  readonly user: string | null;
  /** The id of the user's directory. */
  readonly directory: string | null;
  /** The session's end, epoch ms. */
  readonly expiresAt: number | null;
}

/**
 * Reads the answer about the signed-in user.
 * @throws if the answer is not an object, or if a field has the wrong form.
 */
export function readWhoAmI(answer: unknown): WhoAmIAnswer {
  const { userIdentifier, directoryId, expireDate } = v.parse(WhoAmI, fields(answer));
  return { user: userIdentifier, directory: directoryId, expiresAt: expireDate };
}

/**
 * Reads a role's credentials from a response of the portal.
 * @param now epoch ms, by the portal's clock if it is known, because this computer's clock may be wrong.
 * @throws KeyferryError PORTAL_ANSWER, ALREADY_EXPIRED
 */
export function readCredentials(answer: unknown, now: number): RoleCredentials {
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = fields(fields(answer).roleCredentials);
  const read = v.safeParse(RoleCredentials, { accessKeyId, secretAccessKey, sessionToken, expiration });
  if (!read.success) throw misunderstood('the credentials do not have the form of AWS credentials');
  if (read.output.expiration <= now) throw new KeyferryError('ALREADY_EXPIRED');
  return read.output;
}
