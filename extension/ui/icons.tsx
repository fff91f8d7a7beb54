/** A line icon of 16 px in the text colour. Screen readers ignore it, because its parent element has a name. */
function Icon({ path, filled = false }: { path: string; filled?: boolean }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={path}
        fill={filled ? 'currentColor' : 'none'}
        stroke="currentColor"
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}

/** An arrow to the left. */
export const BackIcon = () => <Icon path="M10 3 5 8l5 5" />;
/** An arrow down. */
export const DownIcon = () => <Icon path="m4.5 6.5 3.5 3.5 3.5-3.5" />;
/** Three dots. */
export const MoreIcon = () => <Icon path="M3 8h.9M7.55 8h.9M12.1 8h.9" />;
/** An arrow in a circle. */
export const RefreshIcon = () => <Icon path="M13 8a5 5 0 1 1-1.5-3.6M13 2.2v2.9h-2.9" />;
/** A cross. */
export const RemoveIcon = () => <Icon path="m4 4 8 8m0-8-8 8" />;
/** A magnifying glass. */
export const SearchIcon = () => <Icon path="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.7-1.3L14 14" />;
/** The star of a favourite. @param on true for a favourite: the star is then filled */
export const StarIcon = ({ on }: { on: boolean }) => (
  <Icon path="m8 2 1.8 3.9 4.2.5-3.1 2.9.8 4.2L8 11.4l-3.7 2.1.8-4.2L2 6.4l4.2-.5Z" filled={on} />
);
/** An arrow that leaves a box. */
export const LeaveIcon = () => <Icon path="M6 3.5H3.5v9h9V10M9 3.5h3.5V7m0-3.5L7 9" />;
