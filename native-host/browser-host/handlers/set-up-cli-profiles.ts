import type { HostReply, HostRequest } from '#core/protocol/host-protocol.ts';
import { liveRecorder, withLauncher } from '../../cli-profiles/live-request.ts';
import type { SetUpRequest } from '../../cli-profiles/plan-inputs.ts';
import { replyOf } from '../../cli-profiles/reply.ts';
import { dryRun, type SetUp, setUpCliProfiles } from '../../cli-profiles/set-up.ts';
import { keepList, keptNames } from '../../data-folder/kept-list.ts';
import { dataFolderOf, findPaths, type HostContext, inTurn, readUserFile, system } from './context.ts';

type DataFolder = Parameters<typeof keepList>[1];

/**
 * Stores the list of all roles of a portal for `keyferry configure`.
 * @returns a warning if the list could not be stored; the profiles are set up anyway
 */
function keep({ whole, prune: _, ...list }: SetUpRequest, folder: DataFolder): string[] {
  if (!whole) return [];
  try {
    keepList(list, folder);
    return [];
  } catch {
    return ['The list of accounts could not be stored for `keyferry configure`. Run `keyferry doctor`.'];
  }
}

/**
 * Writes profiles into the config file: live profiles, or profiles for the AWS CLI's own SSO sign-in. Either all of
 * them are written, or none.
 * @throws KeyferryError BAD_REQUEST, LIVE_UNAVAILABLE, NAME_INVALID, NAMES_COLLIDE, CLI_PROFILE*, LIVE_KEYS_EXIST,
 * PATH_INVALID, FILE_*
 */
export async function setUpCliProfilesFrame(
  { v: _, id: __, kind: ___, dryRun: isDry, ...wanted }: HostRequest<'set-up-cli-profiles'>,
  context: HostContext,
): Promise<HostReply<'set-up-cli-profiles'>> {
  const folder = dataFolderOf(context);
  const request = withLauncher(wanted, folder);
  const earlierNames = keptNames(wanted.portal, folder);
  const setUp: SetUp = {
    system,
    paths: await findPaths(context),
    earlierNames,
    read: readUserFile,
    signal: context.ending,
    recorder: liveRecorder(folder),
  };
  if (isDry) return replyOf(await dryRun(request, setUp), true);
  return inTurn(async () => {
    const { plan, warnings } = await setUpCliProfiles(request, setUp);
    return replyOf({ plan, warnings: [...warnings, ...keep(wanted, folder)] }, false);
  });
}
