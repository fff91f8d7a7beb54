import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Intent, intentOf, type KeyPlace } from './keys.ts';

function focusOf(target: EventTarget | null): KeyPlace['focus'] {
  if (!(target instanceof HTMLElement)) return 'page';
  if (target.id === 'search') return 'search';
  if (target.matches('input, textarea')) return 'field';
  if (target.matches('select, [role=menuitem]')) return 'control';
  return target.matches('button, a') ? 'button' : 'page';
}

/**
 * While the component is mounted, calls `act` for every key press that has a meaning in the popup. Does nothing while a
 * dialog is open.
 * @param act gets the meaning of the key press. It returns true if it has handled the key press. The browser then
 * ignores the key.
 */
export function useKeys(place: Omit<KeyPlace, 'focus'>, act: (intent: Intent) => boolean): void {
  const latest = useRef({ place, act });
  latest.current = { place, act };
  // A layout effect runs together with the first render. An ordinary effect would run some frames later. The keys that
  // the user presses in this time would be lost.
  useLayoutEffect(() => {
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
      const intent = intentOf(event, { ...latest.current.place, focus: focusOf(event.target) });
      if (intent && latest.current.act(intent)) event.preventDefault();
    };
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
