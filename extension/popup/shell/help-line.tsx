/** In Firefox, Escape closes the popup before the page gets the key press (test/e2e/escape.test.ts). */
const inFirefoxPopup = location.protocol === 'moz-extension:' && document.documentElement.dataset.place !== 'tab';

const keys = [
  ['↑ ↓', 'move'],
  ['Enter', 'open'],
  ['Esc', inFirefoxPopup ? 'close' : 'back'],
  ['Ctrl+Enter', 'write or renew'],
  ['Ctrl+1 … 4', 'copy'],
  ['Ctrl+D', 'favourite'],
  ['Ctrl+O', 'console'],
  ['Ctrl+Shift+O', 'console page'],
  ['Alt+R', 'renew all'],
  ['Ctrl+Space', 'choose'],
  ['Shift+↑ ↓', 'choose several'],
  ['Alt+A', 'choose all shown'],
  ['Alt+S', 'next portal'],
  ['Alt+I', 'about this portal'],
  ['?', 'this help'],
] as const;

/** A line with all keyboard shortcuts. */
export function HelpLine() {
  return (
    <section class="help" aria-label="Keyboard help">
      {keys.map(([key, does]) => (
        <span key={key}>
          <kbd>{key}</kbd> {does}
        </span>
      ))}
    </section>
  );
}
