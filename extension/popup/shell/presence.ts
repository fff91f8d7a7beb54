import { POPUP_PORT } from '#core/protocol/view.ts';
import { api } from '../../ui/browser-api.ts';

/** Lets the worker know that someone looks, for as long as this page is open; a worker that was stopped is told anew. */
export function bePresent(): void {
  try {
    api.runtime.connect({ name: POPUP_PORT }).onDisconnect.addListener(bePresent);
  } catch {
    // The extension was reloaded under the page: nobody is left to tell.
  }
}
