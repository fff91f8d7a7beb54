import type { Format } from '#core/shells/shell-export.ts';
import { MoreIcon } from '../../ui/icons.tsx';
import { Menu } from '../shell/menu.tsx';

interface Props {
  readonly formats: readonly Format[];
  onChoose(format: Format): void;
}

/** The menu with the formats that have no button. */
export const MoreFormats = ({ formats, onChoose }: Props) => (
  <Menu
    class="small more-formats"
    label="More formats"
    items={() => formats.map((format) => ({ label: format.label, act: () => onChoose(format) }))}
  >
    <MoreIcon />
  </Menu>
);
