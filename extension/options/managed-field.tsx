import type { ComponentChildren } from 'preact';

interface Props {
  /** Whether an administrator has set the setting. */
  readonly managed: boolean;
  readonly children: ComponentChildren;
}

/**
 * The controls of a setting. If an administrator has set the setting, the person sees the controls but cannot use them.
 */
export const ManagedField = ({ managed, children }: Props) =>
  managed ? (
    <fieldset class="field" disabled>
      <legend class="muted">Set by your administrator</legend>
      {children}
    </fieldset>
  ) : (
    <div class="field">{children}</div>
  );
