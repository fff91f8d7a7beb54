import { KeyferryError } from '#core/errors.ts';
import { readSections, type Section } from '#core/ini/document.ts';
import { profileOf } from '../../aws-files/profiles/config-file.ts';
import { readAwsFile } from '../../aws-files/read-aws-file.ts';

/** A section of a profile, with the file that contains this section. */
export interface PlacedSection {
  readonly kind: 'credentials' | 'config';
  readonly file: string;
  readonly text: string;
  readonly section: Section;
}

/**
 * The name of the profile that a section of the config file describes, or null. Ignores a comment after the header.
 */
function nameOf(section: Section): string | null {
  return profileOf({ ...section, name: section.name.split(']', 1)[0] ?? '' });
}

/** Whether the header begins with the word `profile`. The header `[default]` does not. */
const isTyped = ({ section }: PlacedSection) => section.name.trim() !== 'default';

/** The sections of the config file, grouped by profile, in the order of the file. */
export function configSections(file: string, text: string): ReadonlyMap<string, readonly PlacedSection[]> {
  const found = new Map<string, PlacedSection[]>();
  for (const section of readSections(text)) {
    const name = nameOf(section);
    if (name !== null) found.set(name, [...(found.get(name) ?? []), { kind: 'config', file, text, section }]);
  }
  return found;
}

/** The sections of the config file for one profile. */
export interface ConfigSections {
  /**
   * If two sections have the same setting, the later section decides. So `[profile default]` comes after `[default]`.
   */
  readonly sections: readonly PlacedSection[];
  /** The text of the file, '' if it cannot be read. */
  readonly text: string;
  /** A warning for the user if the file cannot be read, else null. */
  readonly warning: string | null;
}

/** Finds the sections of a profile. A file that cannot be read counts as empty, as in AWS's own tools. */
export function sectionsInConfig(name: string, file: string): ConfigSections {
  try {
    const text = readAwsFile(file);
    const all = configSections(file, text).get(name) ?? [];
    return { sections: [...all.filter((each) => !isTyped(each)), ...all.filter(isTyped)], text, warning: null };
  } catch (error) {
    if (!(error instanceof KeyferryError)) throw error;
    return { sections: [], text: '', warning: `${file} could not be read, so its region is not used.` };
  }
}
