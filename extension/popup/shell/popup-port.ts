import { POPUP_PORT } from '#core/protocol/view.ts';
import { api } from '../../ui/browser-api.ts';

/**
 * Keeps a port to the worker open, so that the worker knows that this page is open. If the worker stops, opens a new
 * port.
 */
export function holdPopupPort(): void {
  try {
    api.runtime.connect({ name: POPUP_PORT }).onDisconnect.addListener(holdPopupPort);
  } catch {
    // The extension was reloaded while this page was open. The page can no longer connect to a worker.
  }
}
