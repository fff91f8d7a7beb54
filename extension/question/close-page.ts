import { api } from '../ui/browser-api.ts';

/** Closes the tab of this page. The window closes too, because this tab is the only tab in it. */
export async function closePage(): Promise<void> {
  const tab = await api.tabs.getCurrent();
  if (tab?.id !== undefined) await api.tabs.remove(tab.id);
}
