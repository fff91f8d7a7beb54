import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A screen that says one thing and has one next step; what is marked `data-first` in it has the focus at once. */
export function Message({
  title,
  children,
  urgent = false,
}: {
  title: string;
  children: ComponentChildren;
  urgent?: boolean;
}) {
  const section = useRef<HTMLElement>(null);
  useLayoutEffect(() => section.current?.querySelector<HTMLElement>('[data-first]')?.focus(), []);
  return (
    <section ref={section} class="message" role={urgent ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
