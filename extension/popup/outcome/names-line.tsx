/** The largest number of names that are listed. For the other names, only their number is shown. */
const MAX_LISTED = 12;

/** The names of several profiles. */
export function NamesLine({ names }: { names: readonly string[] }) {
  const more = names.length - MAX_LISTED;
  return (
    <p class="muted profile-names" title={more > 0 ? names.join('\n') : undefined}>
      {names.slice(0, MAX_LISTED).join(', ')}
      {more > 0 && ` and ${more} more`}
    </p>
  );
}
