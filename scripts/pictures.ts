import { join } from 'node:path';
import { photographInstall } from './install-picture.ts';
import { photographScreens } from './screen-pictures.ts';
import start from './start.ts';
import storeScreenshots from './store-screenshots.ts';

const FOLDER = 'docs/images';
/** The folder of these pictures is not part of the repository. */
const SCREENS_FOLDER = join('dist', 'pictures');

/**
 * Makes all pictures for the documents and the stores again, with the embedded portal. Makes pictures of every screen
 * in every look too; with `--screens` only these. Returns the exit status.
 */
export default async function main(args: readonly string[]): Promise<number> {
  await photographScreens(SCREENS_FOLDER);
  if (args.includes('--screens')) return 0;
  const status = await start(['--auto', '--screenshots', FOLDER]);
  if (status !== 0) return status;
  await photographInstall(FOLDER);
  return storeScreenshots();
}
