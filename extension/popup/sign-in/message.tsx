import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Whether screen readers announce the message at once. */
  readonly urgent?: boolean;
}

/**
 * A screen with a message and the next step for the user. The first element with the attribute `data-first` gets the
 * focus.
 */
export function Message({ title, children, urgent = false }: Props) {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => section.current?.querySelector<HTMLElement>('[data-first]')?.focus(), []);
  return (
    <section ref={section} class="message" role={urgent ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
