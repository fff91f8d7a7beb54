import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGES = ['extension/popup/index.html', 'extension/options/index.html'];
const BEGIN = '<html lang="en"';

const asAttribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * Writes the clone's path into the pages of an unpacked build, so that they show the install command of this clone.
 * The packages are made before this step. They show the command of a release and have the same bytes on every machine.
 * @param folder folder of the built extension
 * @param clone absolute path of the clone
 * @throws when a page does not begin as expected, or already contains a clone's path
 */
export function stampClone(folder: string, clone: string): void {
  for (const page of PAGES) {
    const path = join(folder, page);
    const html = readFileSync(path, 'utf8');
    if (!html.includes(`${BEGIN}>`)) throw new Error(`${path} has no ${BEGIN}> to stamp`);
    writeFileSync(
      path,
      html.replace(`${BEGIN}>`, () => `${BEGIN} data-clone="${asAttribute(clone)}">`),
    );
  }
}
