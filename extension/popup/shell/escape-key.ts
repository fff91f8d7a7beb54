/**
 * Lets Escape close the popup only where no part of the page has used it. Chromium closes the popup of the toolbar
 * button when Escape is released, so a press that took one step back is kept from the browser on release too. A press
 * that the page never saw, such as one that closed a list of the browser's own, does not close the popup either.
 */
export function keepOpenOnEscape(): void {
  let mayClose = false;
  const isEscape = ({ key }: KeyboardEvent) => key === 'Escape';
  // While the key is held down it takes one step only.
  const stopRepeats = (event: KeyboardEvent) => {
    if (!isEscape(event) || !event.repeat) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', stopRepeats, { capture: true });
  // On the window, after the listeners of all parts.
  window.addEventListener('keydown', (event) => {
    if (isEscape(event)) mayClose = !event.defaultPrevented && !event.isComposing;
  });
  window.addEventListener('keyup', (event) => {
    if (!isEscape(event)) return;
    if (!mayClose) event.preventDefault();
    mayClose = false;
  });
}
