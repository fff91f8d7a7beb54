import type { ComponentProps } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props extends Pick<ComponentProps<'dialog'>, 'aria-describedby' | 'children' | 'class'> {
  /** Id of its heading. */
  readonly 'aria-labelledby': string;
  /** Escape was pressed. */
  onCancel(): void;
}

/** Open for as long as it is there. The browser's own dialog keeps the focus and hands it back. */
export function ModalDialog({ onCancel, ...rest }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onCancel();
  };
  return <dialog {...rest} ref={dialog} onCancel={cancel} />;
}
