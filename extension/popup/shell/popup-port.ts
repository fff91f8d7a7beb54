import { POPUP_PORT } from '#core/protocol/view.ts';
import { api } from '../../ui/browser-api.ts';

/**
 * Holds a port to the worker while this page is open, so that the worker knows it. Reconnects when the worker stops.
 */
export function holdPopupPort(): void {
  try {
    api.runtime.connect({ name: POPUP_PORT }).onDisconnect.addListener(holdPopupPort);
  } catch {
    // The extension was reloaded while this page was open: there is no worker to connect to.
  }
}
