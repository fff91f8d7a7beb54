import { photographInstall } from './install-picture.ts';
import start from './start.ts';
import storeScreenshots from './store-screenshots.ts';

const FOLDER = 'docs/images';

/** Makes all pictures for the documents and the stores again, with the embedded portal. Returns the exit status. */
export default async function main(): Promise<number> {
  const status = await start(['--auto', '--screenshots', FOLDER]);
  if (status !== 0) return status;
  await photographInstall(FOLDER);
  return storeScreenshots();
}
