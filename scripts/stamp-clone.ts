import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGES = ['extension/popup/index.html', 'extension/options/index.html'];
const BEGIN = '<html lang="en"';

const asAttribute = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * Writes the path of the clone into the pages of a built extension. The pages then show the install command with this
 * path. The packages for a release are made before this step, so they do not contain the path and have the same bytes
 * on every machine.
 * @param folder folder of the built extension
 * @param clone absolute path of the clone
 * @throws if a page does not begin as expected, or already contains the path of a clone
 */
export function stampClone(folder: string, clone: string): void {
  for (const page of PAGES) {
    const path = join(folder, page);
    const html = readFileSync(path, 'utf8');
    if (!html.includes(`${BEGIN}>`)) throw new Error(`${path} does not contain ${BEGIN}>`);
    writeFileSync(
      path,
      html.replace(`${BEGIN}>`, () => `${BEGIN} data-clone="${asAttribute(clone)}">`),
    );
  }
}
