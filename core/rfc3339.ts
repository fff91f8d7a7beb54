/** RFC 3339 in UTC without fractions, which every reader of the field accepts: `2026-11-21T10:00:00Z`. */
export function toRfc3339(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19)}Z`;
}
