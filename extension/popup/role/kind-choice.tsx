import type { ComponentChildren } from 'preact';
import type { ProfileKind } from '#core/settings.ts';
import { kinds } from './kinds.ts';

interface Props {
  readonly kind: ProfileKind;
  /** The reason why live profiles cannot be set up now, or null. It is shown while the kind `Live` is chosen. */
  readonly liveNotice: ComponentChildren;
  onKind(kind: ProfileKind): void;
}

/** The radio group `Kind of profile`, with one sentence about the chosen kind. */
export function KindOfProfile({ kind, liveNotice, onKind }: Props) {
  return (
    <div class="kind">
      <div class="kind-choices" role="radiogroup" aria-label="Kind of profile" aria-describedby="kind-says">
        <span class="label" aria-hidden="true">
          Kind of profile
        </span>
        {kinds.map(({ id, label }) => (
          <label key={id}>
            <input type="radio" name="kind" checked={kind === id} onChange={() => onKind(id)} /> {label}
          </label>
        ))}
      </div>
      <p id="kind-says" class="muted">
        {kinds.find(({ id }) => id === kind)?.sentence}
      </p>
      {kind === 'live' && liveNotice}
    </div>
  );
}
