/*
 * The commands that shells do not run at their start, and the repair of wrappers. The build puts all of them into one
 * file. With one file for each command, the build would split their common code into dozens of small files, and
 * `keyferry env` would have to open twice as many files.
 */

export { openConsole } from './browser/console.ts';
export { forget } from './browser/forget.ts';
export { lock } from './browser/lock.ts';
export { login } from './browser/login.ts';
export { renew } from './browser/renew.ts';
export { clean } from './clean.ts';
export { createCompletion } from './completion.ts';
export { configure } from './configure.ts';
export { doctor } from './doctor.ts';
export { repairWrappers } from './install/repair.ts';
export { install } from './install.ts';
export { list } from './list.ts';
export { shellInit } from './shell-init.ts';
export { status } from './status.ts';
export { uninstall } from './uninstall.ts';
export { use } from './use.ts';
