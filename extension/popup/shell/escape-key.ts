/**
 * Lets Escape close the popup only if no part of the page has used the key. Chromium closes the popup of the toolbar
 * button when Escape is released. For this reason, if the page used a press of Escape to go back a step, the browser
 * does not see the release of the key. If the page has not seen the press (for example, it closed the browser's own
 * list), the release does not close the popup either.
 */
export function keepOpenOnEscape(): void {
  let mayClose = false;
  const isEscape = ({ key }: KeyboardEvent) => key === 'Escape';
  // A key that is held down takes only one step.
  const stopRepeats = (event: KeyboardEvent) => {
    if (!isEscape(event) || !event.repeat) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener('keydown', stopRepeats, { capture: true });
  // The listener is on the window, so that it runs after the listeners of all parts of the page.
  window.addEventListener('keydown', (event) => {
    if (isEscape(event)) mayClose = !event.defaultPrevented && !event.isComposing;
  });
  window.addEventListener('keyup', (event) => {
    if (!isEscape(event)) return;
    if (!mayClose) event.preventDefault();
    mayClose = false;
  });
}
