import type { ListedRole } from '../roles/listed-role.ts';
import { type RoleTexts, roleTexts } from '../roles/role-texts.ts';
import { fitted, textWidth } from './text-width.ts';

/** The size of a terminal, and whether colours are allowed. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly hasColours: boolean;
}

/** The values that the picker shows on the screen. */
export interface PickerView {
  readonly query: string;
  readonly total: number;
  readonly found: readonly ListedRole[];
  readonly at: number;
  /** The current time, in epoch ms. */
  readonly now: number;
}

/** The number of lines above the list. They show the query and the number of roles. */
const LINES_ABOVE = 2;
/** The columns of the list. The most important column comes first. A narrow terminal does not show the last columns. */
const COLUMNS = ['name', 'roleName', 'account', 'accountId', 'kind', 'left', 'used'] as const;
const MAX_WIDTH = 32;
const GAP = 2;

/** The number of items on one page. */
export const pageSize = ({ rows }: Pick<Screen, 'rows'>): number => Math.max(1, rows - LINES_ABOVE);

const style = (text: string, code: string, { hasColours }: Screen): string =>
  hasColours ? `\x1b[${code}m${text}\x1b[0m` : text;

/** The columns that fit into the screen, with their widths. The result always contains the first column. */
function columnsFor(items: readonly RoleTexts[], available: number) {
  const chosen: { readonly key: (typeof COLUMNS)[number]; readonly width: number }[] = [];
  let left = available;
  for (const key of COLUMNS) {
    const wanted = Math.min(MAX_WIDTH, Math.max(...items.map((item) => textWidth(item[key])), 1));
    const gap = chosen.length === 0 ? 0 : GAP;
    if (chosen.length > 0 && wanted + gap > left) break;
    chosen.push({ key, width: Math.min(wanted, left) });
    left -= wanted + gap;
  }
  return chosen;
}

const MARK = '! ';

function row(item: RoleTexts, isChosen: boolean, columns: ReturnType<typeof columnsFor>, screen: Screen): string {
  const cells = columns.map(({ key, width }) => fitted(item[key], width)).join(' '.repeat(GAP));
  const start = `${isChosen ? '>' : ' '} ${item.mark === '' ? '  ' : MARK}`;
  const line = fitted(start + cells, screen.columns - 1).trimEnd();
  if (isChosen) return style(line, '7', screen);
  return item.mark === '' ? line : style(line, '31', screen);
}

/** The lines that the picker shows. They fit into the screen: no line is too wide, and there are not too many lines. */
export function viewLines({ query, total, found, at, now }: PickerView, screen: Screen): readonly string[] {
  const page = pageSize(screen);
  const first = Math.floor(at / page) * page;
  const shown = found.slice(first, first + page).map((role) => roleTexts(role, now));
  const width = screen.columns - 1;
  const columns = columnsFor(shown, width - 2 - MARK.length);
  const counts = `${found.length} of ${total}   Enter uses the role, Escape cancels, ! is production`;
  return [
    fitted(`Role: ${query}`, width).trimEnd(),
    style(fitted(counts, width).trimEnd(), '2', screen),
    ...shown.map((item, index) => row(item, first + index === at, columns, screen)),
  ].slice(0, screen.rows);
}

/** The text that draws the lines on a screen and puts the cursor behind the query. */
export function drawing(lines: readonly string[], query: string, { columns }: Screen): string {
  const column = Math.min(columns - 1, 6 + textWidth(query)) + 1;
  return `\x1b[H${lines.map((line) => `${line}\x1b[K`).join('\r\n')}\x1b[J\x1b[1;${column}H`;
}
