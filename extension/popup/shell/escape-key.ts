/**
 * Lets Escape close the popup only if no part of the page has used the key. Chromium closes the popup of the toolbar
 * button when the user releases Escape. So the page must hide the release of the key from the browser in two cases.
 * First, the page used the press of the key to go back a step. Second, the page has not seen the press, for example
 * because the press closed a list that the browser had opened.
 */
export function keepOpenOnEscape(): void {
  let mayClose = false;
  const isEscape = ({ key }: KeyboardEvent) => key === 'Escape';
  // If the user holds the key down, the page goes back only one step.
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
