import type { ConsoleService } from '#core/portals/console-services.ts';
import { serviceId } from './service-list.tsx';

/** For each key: by how many services the key moves the mark down the list. A negative number moves the mark up. */
const moves: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };

interface Props {
  readonly text: string;
  /** The service that Enter opens. */
  readonly active: ConsoleService | undefined;
  onText(text: string): void;
  /** Moves the mark down by this number of services. A negative number moves it up. */
  onMove(by: number): void;
}

/** The text field for the search in the list of services. */
export function ServiceField({ text, active, onText, onMove }: Props) {
  const onKeyDown = (event: KeyboardEvent) => {
    const by = moves[event.key];
    if (by === undefined) return;
    event.preventDefault();
    onMove(by);
  };
  return (
    <input
      type="text"
      role="combobox"
      aria-label="Console page"
      placeholder="s3, ec2, logs …"
      aria-expanded="true"
      aria-controls="services"
      aria-activedescendant={active && serviceId(active)}
      autocomplete="off"
      spellcheck={false}
      value={text}
      onKeyDown={onKeyDown}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}
