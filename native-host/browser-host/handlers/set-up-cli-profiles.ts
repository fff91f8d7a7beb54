import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import type { SetUpRequest } from '../../cli-profiles/plan-inputs.ts';
import { replyOf } from '../../cli-profiles/reply.ts';
import { dryRun, type SetUp, setUpCliProfiles } from '../../cli-profiles/set-up.ts';
import { keepList, keptNames } from '../../data-folder/kept-list.ts';
import { dataFolderOf, findPaths, type HostContext, inTurn, readUserFile, system } from './context.ts';

type DataFolder = Parameters<typeof keepList>[1];

/** @returns a warning if the list could not be stored. The profiles are set up all the same. */
function keep({ whole, prune: _, ...list }: SetUpRequest, folder: DataFolder): string[] {
  if (!whole) return [];
  try {
    keepList(list, folder);
    return [];
  } catch {
    return ['The list of accounts could not be kept for `keyferry configure`. Run `keyferry doctor`.'];
  }
}

/**
 * Writes profiles of the AWS CLI's own SSO sign-in into the config file, all or none.
 * @throws KeyferryError NAME_INVALID, NAMES_COLLIDE, CLI_PROFILE*, PATH_INVALID, FILE_*
 */
export async function setUpCliProfilesFrame(
  { v: _, id: __, kind: ___, dryRun: isDry, ...wanted }: HostRequest<'set-up-cli-profiles'>,
  context: HostContext,
): Promise<HostReply<'set-up-cli-profiles'>> {
  const folder = dataFolderOf(context);
  const earlierNames = keptNames(wanted.portal, folder);
  const setUp: SetUp = {
    system,
    paths: await findPaths(context),
    earlierNames,
    read: readUserFile,
    signal: context.ending,
  };
  if (isDry) return replyOf(await dryRun(wanted, setUp), true);
  return inTurn(async () => {
    const { plan, warnings } = await setUpCliProfiles(wanted, setUp);
    return replyOf({ plan, warnings: [...warnings, ...keep(wanted, folder)] }, false);
  });
}
