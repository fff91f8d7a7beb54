/**
 * Lets Escape close the popup only if no part of the page has used the key. Chromium closes the popup when the user
 * releases Escape. So the page must hide this release from the browser in two cases. First, the page used the key press
 * to go back a step. Second, the page did not see the key press, for example because the browser used it to close a
 * list.
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
  // The listener is on the window, so that it runs after all other listeners of the page.
  window.addEventListener('keydown', (event) => {
    if (isEscape(event)) mayClose = !event.defaultPrevented && !event.isComposing;
  });
  window.addEventListener('keyup', (event) => {
    if (!isEscape(event)) return;
    if (!mayClose) event.preventDefault();
    mayClose = false;
  });
}
