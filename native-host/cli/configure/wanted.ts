import { KeyferryError } from '#core/errors.ts';
import { nameRoles } from '#core/names/template.ts';
import { parsePortalUrl } from '#core/portals/portals.ts';
import { defaultSettings } from '#core/settings.ts';
import { claimedNames, credentialsNames } from '../../cli-profiles/claimed-names.ts';
import { canonicalStartUrl, readCliConfig } from '../../cli-profiles/cli-config.ts';
import type { SetUpRequest } from '../../cli-profiles/plan-inputs.ts';
import type { KeptList } from '../../data-folder/kept-list.ts';
import type { ConfigureOptions } from './options.ts';

const labelOf = ({ portal }: KeptList): string => parsePortalUrl(portal)?.label ?? portal;

/**
 * The list of the portal with this start URL or label. If `named` is undefined, there must be only one list.
 * @throws KeyferryError CLI_INDEX_MISSING if there is no list, USAGE if not exactly one list matches
 */
export function chooseList(lists: readonly KeptList[], named: string | undefined): KeptList {
  if (lists.length === 0) throw new KeyferryError('CLI_INDEX_MISSING');
  const fits = (list: KeptList) =>
    named === undefined || list.portal === canonicalStartUrl(named) || labelOf(list) === named;
  const [list, another] = lists.filter(fits);
  if (list && !another) return list;
  const known = lists.map(({ portal }) => portal).join(', ');
  const why = list ? 'There are lists of several portals' : `There is no list of the portal ${JSON.stringify(named)}`;
  throw new KeyferryError('USAGE', { why: `${why}; name one with --portal: ${known}` });
}

/** Names in the two AWS files that new profiles of this portal must not use. */
function takenNames({ portal }: KeptList, config: string, credentials: string): ReadonlySet<string> {
  const ours = readCliConfig(config).profiles.filter(({ owner }) => owner?.portal === portal);
  const taken = new Set([...claimedNames(config).profiles.keys(), ...credentialsNames(credentials).keys()]);
  for (const { name } of ours) taken.delete(name);
  return taken;
}

type Accounts = KeptList['accounts'];

function named({ portal, accounts }: KeptList, template: string, taken: ReadonlySet<string>): Accounts {
  const roles = accounts.flatMap(({ roles: each, ...account }) =>
    each.map(({ roleName }) => ({ ...account, roleName, portal: parsePortalUrl(portal)?.label })),
  );
  const names = nameRoles(roles, template, taken);
  let at = 0;
  return accounts.map((account) => ({
    ...account,
    roles: account.roles.map((role) => ({ ...role, name: names[at++] as string })),
  }));
}

/**
 * Gives the profile the name in AWS_PROFILE, as `aws configure sso` does. This makes sense only if there is a single
 * role.
 */
function onlyNamed(accounts: Accounts, name: string): Accounts {
  return accounts.map((account) => ({ ...account, roles: account.roles.map((role) => ({ ...role, name })) }));
}

const isOnlyRole = (accounts: Accounts): boolean => accounts.flatMap(({ roles }) => roles).length === 1;

function formOf({ form }: Pick<KeptList, 'form'>, { olderForm, session }: ConfigureOptions): KeptList['form'] {
  if (olderForm) return 'older';
  return session === undefined ? form : 'session';
}

/** Refuses --template for live profiles. Only the popup gives them names. @throws KeyferryError USAGE */
function refuseLiveTemplate(form: KeptList['form'], { template }: ConfigureOptions): void {
  if (form !== 'live' || template === undefined) return;
  throw new KeyferryError('USAGE', { why: 'Only the popup names live profiles; leave out --template' });
}

/**
 * The profiles that `keyferry configure` sets up: one for each role of the list, with a name from the template.
 * @param list the list that the popup sent last
 * @param files the environment, and the texts of the two AWS files
 */
export function wantedOf(
  list: KeptList,
  options: ConfigureOptions,
  {
    env,
    config,
    credentials,
  }: { env: Readonly<Record<string, string | undefined>>; config: string; credentials: string },
): SetUpRequest {
  const { version: _, template: last, accounts, ...kept } = list;
  const profile = options.template === undefined && isOnlyRole(accounts) ? env.AWS_PROFILE : undefined;
  const form = formOf(kept, options);
  refuseLiveTemplate(form, options);
  const isByHand = form === 'live' || (options.template === undefined && (last === undefined || profile !== undefined));
  const template = options.template ?? last ?? defaultSettings.nameTemplate;
  const byTemplate = () => ({ accounts: named(list, template, takenNames(list, config, credentials)), template });
  return {
    ...kept,
    ...(isByHand ? { accounts: profile && form !== 'live' ? onlyNamed(accounts, profile) : accounts } : byTemplate()),
    form,
    ...(form === 'live' && last !== undefined && { template: last }),
    keepsKinds: !options.olderForm && options.session === undefined,
    ...(options.session !== undefined && { sessionName: options.session }),
    ...(options.region !== undefined && { defaultRegion: options.region }),
    ...(options.output !== undefined && { output: options.output }),
    whole: true,
    prune: options.prune ? 'all' : [],
  };
}
