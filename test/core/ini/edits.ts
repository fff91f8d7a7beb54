import type { SectionChanges } from '#core/ini/edit-section.ts';
import { removeSections } from '#core/ini/remove-sections.ts';
import { updateSections } from '#core/ini/update-sections.ts';

/** Changes one section of the text. If the section does not exist, adds it at the end. @returns the new text */
export const upsertSection = (text: string, name: string, changes: SectionChanges): string =>
  updateSections(text, new Map([[name, () => changes]]));

export const removeSection = (text: string, name: string): string => removeSections(text, new Set([name]));
