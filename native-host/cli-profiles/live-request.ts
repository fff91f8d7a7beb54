import { KeyferryError } from '#core/errors.ts';
import { asFileError } from '../aws-files/editing/file-errors.ts';
import { launcherPath, liveUnavailable } from '../data-folder/launcher.ts';
import { forgetLive, liveRecordPath, recordLive } from '../data-folder/live-record.ts';
import type { ProgramLocation } from '../data-folder/program-folder.ts';
import type { LiveRecorder } from './live-recording.ts';
import type { SetUpRequest } from './plan-inputs.ts';

/**
 * The request, with the path of the launcher added if it is a request for live profiles. Other requests stay the same.
 * @throws KeyferryError BAD_REQUEST if the id of the extension's installation is missing; LIVE_UNAVAILABLE if there
 * is no usable launcher
 */
export function withLauncher(request: SetUpRequest, location: ProgramLocation): SetUpRequest {
  if (request.form !== 'live') return request;
  if (request.installation === undefined)
    throw new KeyferryError('BAD_REQUEST', { why: "it does not contain the id of the extension's installation" });
  const launcher = launcherPath(location);
  if (launcher.path === null) throw liveUnavailable(launcher);
  return { ...request, launcher: launcher.path };
}

/** Changes the file live.json that belongs to the running program. Turns a system error into KeyferryError FILE_*. */
export function liveRecorder(location: ProgramLocation): LiveRecorder {
  const withFile = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw asFileError(error, liveRecordPath(location));
    }
  };
  return {
    record: (entries) => withFile(recordLive(location, entries)),
    forget: (names) => withFile(forgetLive(location, undefined, names)),
  };
}
