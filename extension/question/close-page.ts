import { api } from '../ui/browser-api.ts';

/** Closes the tab of this page. The window closes too, because it contains no other tab. */
export async function closePage(): Promise<void> {
  const tab = await api.tabs.getCurrent();
  if (tab?.id !== undefined) await api.tabs.remove(tab.id);
}
