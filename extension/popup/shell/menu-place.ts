/** Smallest distance in px between a menu and its button, and between a menu and the edge of the window. */
const GAP = 4;

type Box = Pick<DOMRect, 'top' | 'bottom' | 'left' | 'right'>;
interface Size {
  readonly offsetWidth: number;
  readonly offsetHeight: number;
}
interface Room {
  readonly innerWidth: number;
  readonly innerHeight: number;
}

/**
 * The place of a menu: below its button, or above it if there is more room. A menu that is too high for the place
 * scrolls.
 * @returns styles in px, relative to the window
 */
export function menuPlace(button: Box, menu: Size, room: Room): { left: string; top: string; maxHeight: string } {
  const below = room.innerHeight - button.bottom - 2 * GAP;
  const above = button.top - 2 * GAP;
  const isBelow = menu.offsetHeight <= below || below >= above;
  const height = Math.min(menu.offsetHeight, isBelow ? below : above);
  const right = Math.min(button.right, room.innerWidth - GAP);
  return {
    left: `${Math.max(GAP, right - menu.offsetWidth)}px`,
    top: `${isBelow ? button.bottom + GAP : button.top - GAP - height}px`,
    maxHeight: `${height}px`,
  };
}
