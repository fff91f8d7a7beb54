import { api } from '../ui/browser-api.ts';

/** Closes the tab of this page. Its window closes too, because the worker opens it with this tab only. */
export async function closePage(): Promise<void> {
  const tab = await api.tabs.getCurrent();
  if (tab?.id !== undefined) await api.tabs.remove(tab.id);
}
