import type { ComponentChildren } from 'preact';

/** A screen that says one thing and has one next step. */
export function Message({
  title,
  children,
  urgent = false,
}: {
  title: string;
  children: ComponentChildren;
  urgent?: boolean;
}) {
  return (
    <section class="message" role={urgent ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
