import type { SectionChanges } from '#core/ini/edit-section.ts';
import { removeSections } from '#core/ini/remove-sections.ts';
import { updateSections } from '#core/ini/update-sections.ts';

/** The text with one section changed, or appended if it does not exist. */
export const upsertSection = (text: string, name: string, changes: SectionChanges): string =>
  updateSections(text, new Map([[name, () => changes]]));

export const removeSection = (text: string, name: string): string => removeSections(text, new Set([name]));
