import type { ComponentChildren } from 'preact';
import type { ProfileView } from '#core/protocol/view.ts';

/** In px; styles/recent.css has the same. */
const HEAD = 28;
const ROW = 32;
/** More are scrolled to. */
const SEEN = 4;

interface Props {
  readonly profiles: readonly ProfileView[];
  readonly hidden: boolean;
  readonly children: ComponentChildren;
}

/** Keeps the room of the recent profiles from the first drawing on, so that nothing moves when their code is there. */
export function RecentPlace({ profiles, hidden, children }: Props) {
  if (hidden || profiles.length === 0) return null;
  return (
    <div class="recent" style={{ height: `${HEAD + ROW * Math.min(profiles.length, SEEN)}px` }}>
      {children}
    </div>
  );
}
