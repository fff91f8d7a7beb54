import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { HOST_NAME } from '#core/identity.ts';
import { allowedCallers, readManifest } from '../../../install-scripts/host-manifest.ts';
import { isOurWrapper } from '../install/own-wrappers.ts';
import { reinstall } from '../shared/reinstall.ts';
import { type Check, error, ok, warning } from './check.ts';
import type { Registration } from './registered.ts';

/**
 * The reason why a browser cannot start Keyferry's host with this manifest, as the end of a sentence. Null if it can.
 */
function whyUnusable({ text, flavour }: Registration): string | null {
  const found = readManifest(text ?? '', flavour);
  if (found === null) return 'is not a valid manifest';
  if (found.name !== HOST_NAME) return `contains the host name ${JSON.stringify(found.name)} instead of ${HOST_NAME}`;
  if (!isAbsolute(found.path)) return 'contains a relative path of the program';
  if (!isOurWrapper(found.path)) return `starts ${found.path}, which Keyferry did not write`;
  if (!existsSync(found.path)) return `starts ${found.path}, which is missing`;
  const missing = allowedCallers(flavour).find((caller) => !found.callers.includes(caller));
  return missing === undefined ? null : `does not allow ${missing}`;
}

function checkOne(registration: Registration, anyOther: boolean): Check {
  const { name, label, path, text } = registration;
  const id = `manifest-${name}`;
  if (text === null) {
    const sentence = `${label} does not find the host: ${path} is missing.`;
    return (anyOther ? warning : error)(id, sentence, reinstall());
  }
  const why = whyUnusable(registration);
  if (why === null) return ok(id, `${label} finds the host through ${path}.`);
  return error(id, `${path} ${why}.`, reinstall('--force'));
}

/**
 * Checks the manifest of each registration. A missing manifest is an error. It is only a warning if any other browser
 * has a manifest.
 */
export function checkManifests(places: readonly Registration[]): readonly Check[] {
  if (places.length === 0) {
    const remedy = `Start your browser once, then install again, or name it with --browser. ${reinstall()}`;
    return [error('manifest', 'No supported browser was started here yet, and no browser finds the host.', remedy)];
  }
  return places.map((place) =>
    checkOne(
      place,
      places.some(({ text }) => text !== null),
    ),
  );
}

/**
 * Warns if a browser finds two manifests, one of this user and one for all users. The browser uses only the manifest of
 * this user.
 */
export function checkTwoManifests(user: readonly Registration[], system: readonly Registration[]): readonly Check[] {
  return system.flatMap(({ name, label, path }) => {
    const own = user.find((each) => each.name === name && each.text !== null);
    if (!own) return [];
    const sentence = `${label} finds two manifests of the host, ${own.path} and ${path}, and uses the first.`;
    return [warning(`two-manifests-${name}`, sentence, 'Remove the manifest that you do not want.')];
  });
}
