import { withoutComment } from '#core/ini/comment.ts';
import type { PlacedSection } from './profile-sections.ts';

/**
 * botocore and the SDK for JavaScript accept any host label as a region. So `auto`, `localhost` and `EU-WEST-1` are
 * regions.
 */
const HOST_LABEL = /^(?!\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/;

/** A profile's region. If the region cannot be exported, a warning says why. */
interface ProfileRegion {
  readonly region: string | undefined;
  readonly warning: string | null;
}

/** The number of the line with the region in the file. The first line of the file is 1. */
function lineOf({ text, section }: PlacedSection): number {
  const lines = text.split('\n');
  const at = lines.findIndex((line, index) => index >= section.line && /^\s*region\s*[=:]/i.test(line));
  return at < 0 ? section.line : at + 1;
}

/**
 * The region that AWS's tools read for a profile. A comment after the region on the same line is removed.
 * @param sections of the profile. The section of the credentials file is last, because it takes precedence
 */
export function regionOf(name: string, sections: readonly PlacedSection[]): ProfileRegion {
  const place = sections.findLast(({ section }) => section.values.get('region'));
  const value = place?.section.values.get('region');
  if (!place || value === undefined) return { region: undefined, warning: null };
  const region = withoutComment(value);
  const where = `The region of profile ${name} in ${place.file} (line ${lineOf(place)})`;
  if (!HOST_LABEL.test(region)) {
    return { region: undefined, warning: `${where} was not exported because it is not the name of a region.` };
  }
  return { region, warning: null };
}
