const keys = [
  ['↑ ↓', 'move'],
  ['Enter', 'open'],
  ['Esc', 'back'],
  ['Ctrl+Enter', 'write profile'],
  ['Ctrl+1 … 4', 'copy'],
  ['Ctrl+D', 'favourite'],
  ['Ctrl+O', 'console'],
  ['Ctrl+Space', 'choose'],
  ['Shift+↑ ↓', 'choose several'],
  ['Alt+A', 'choose all shown'],
  ['Alt+S', 'next portal'],
  ['Alt+I', 'about this portal'],
  ['?', 'this help'],
] as const;

/** Every keyboard shortcut, on one line. */
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
