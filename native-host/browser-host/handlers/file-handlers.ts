/*
 * The handlers that read or write files. They are a separate part of the program, which the host loads only when it
 * needs one of them. The reply to `hello` does not need them.
 */
export { forgetListsFrame } from './forget-lists.ts';
export { keepListFrame } from './keep-list.ts';
export { listProfiles } from './list-profiles.ts';
export { makePrivateFrame } from './make-private.ts';
export { noteClockFrame } from './note-clock.ts';
export { removeLiveProfilesFrame } from './remove-live-profiles.ts';
export { removeProfiles } from './remove-profiles.ts';
export { setUpCliProfilesFrame } from './set-up-cli-profiles.ts';
export { writeProfiles } from './write-profiles.ts';
