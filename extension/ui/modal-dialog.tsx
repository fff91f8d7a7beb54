import type { ComponentProps } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props extends Pick<ComponentProps<'dialog'>, 'aria-describedby' | 'children' | 'class'> {
  /** Id of the dialog's heading. */
  readonly 'aria-labelledby': string;
  /** Called when the user presses Escape. */
  onCancel(): void;
}

/**
 * A dialog that opens when this component is mounted and closes when it is unmounted. While the dialog is open, the
 * browser keeps the focus inside it. Afterwards, the browser puts the focus back.
 */
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
  // The page handles Escape here. Otherwise the browser would close the dialog when the key is pressed, and then the
  // popup when the key is released.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented && !event.isComposing) cancel(event);
  };
  return <dialog {...rest} ref={dialog} onCancel={cancel} onKeyDown={onKeyDown} />;
}
