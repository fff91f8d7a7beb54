import type { Settings } from './settings.ts';

/** What holds until a person chooses otherwise. Apart from the schema, which the popup has no use for. */
export const defaultSettings: Settings = {
  defaultRegion: '',
  nameTemplate: '{account}-{role}',
  keepIndexAfterSignOut: false,
  notifyBeforeExpiry: false,
};
