import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { photographScreens } from './screen-pictures.ts';
import start from './start.ts';
import storeScreenshots from './store-screenshots.ts';

/** The pictures in README. Each picture exists in the light and in the dark colour scheme. */
const SHOWN = ['written-light.png', 'written-dark.png'];
/** Folders for pictures that are not part of the repository. */
const SCREENS_FOLDER = join('dist', 'pictures');
const STEPS_FOLDER = join('dist', 'screenshots');

/**
 * Makes all pictures for the documents and the stores, with the embedded portal. Also makes pictures of all screens in
 * several looks, such as dark colours or a larger font. With `--screens`, makes only the pictures of the screens.
 * Returns the exit status.
 */
export default async function main(args: readonly string[]): Promise<number> {
  await photographScreens(SCREENS_FOLDER);
  if (args.includes('--screens')) return 0;
  const status = await start(['--auto', '--screenshots', STEPS_FOLDER]);
  if (status !== 0) return status;
  for (const name of SHOWN) copyFileSync(join(STEPS_FOLDER, name), join('docs', 'images', name));
  return storeScreenshots();
}
