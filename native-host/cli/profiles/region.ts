import { withoutComment } from '#core/ini/comment.ts';
import type { PlacedSection } from './profile-sections.ts';

/**
 * Matches a label of a host name: the text between two dots. botocore and the AWS SDK for JavaScript accept every such
 * label as a region, for example `auto`, `localhost` and `EU-WEST-1`.
 */
const HOST_LABEL = /^(?!\d+$)(?!-)[A-Za-z0-9-]{1,63}(?<!-)$/;

/** A profile's region. If Keyferry cannot put the region into a variable, `warning` says why. */
interface ProfileRegion {
  readonly region: string | undefined;
  readonly warning: string | null;
}

/** The number of the line that sets the region. The first line of the file is 1. */
function lineOf({ text, section }: PlacedSection): number {
  const lines = text.split('\n');
  const at = lines.findIndex((line, index) => index >= section.line && /^\s*region\s*[=:]/i.test(line));
  return at < 0 ? section.line : at + 1;
}

/**
 * The region that AWS's tools read for a profile. A comment after the region on the same line is removed.
 * @param sections the sections of the profile. If several sections set a region, the last one decides, so the section
 * of the credentials file is last.
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
