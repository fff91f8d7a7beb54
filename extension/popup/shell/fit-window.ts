/** How long the window must keep its size before the page adapts to it, in ms. */
const SETTLED = 150;
/** If the height of the window is smaller than this, the browser is still opening the window. In px. */
const SMALLEST = 200;

/**
 * If the browser's popup is not high enough for the page, makes the page as high as the popup. This happens with a high
 * zoom level. Only the list or the card then scrolls, and the outcome stays visible. The page cannot use `100vh` in a
 * popup, because the browser makes the popup as high as the page.
 */
export function fitWindow(): void {
  let timer: ReturnType<typeof setTimeout>;
  const root = document.documentElement;
  const fit = () => {
    const isTooHigh = root.scrollHeight > window.innerHeight;
    if (isTooHigh && window.innerHeight >= SMALLEST) root.style.setProperty('--room', `${window.innerHeight}px`);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(fit, SETTLED);
  };
  window.addEventListener('resize', later);
  later();
}
