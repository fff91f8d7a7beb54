/** The colour of the question mark: the accent colour of the pages. */
const BLUE = '#0b5cad';

interface Badge {
  setBadgeText(details: { text: string }): Promise<void>;
  setBadgeBackgroundColor(details: { color: string }): Promise<void>;
}

export interface BadgeLayersDeps {
  /** The browser's API `action`. */
  readonly action: Badge;
}

/**
 * The badge of the toolbar icon. While a question is open, the number of open questions replaces the countdown of
 * profiles that expire.
 */
export interface BadgeLayers {
  /**
   * Sets the badge for profiles that expire, with the same methods as the browser's `action`. The last text that was
   * set here is visible whenever no question is open.
   */
  readonly countdown: Badge;
  /**
   * Shows on the badge how many questions are open, or the countdown if no question is open.
   * @param count number of open questions.
   */
  showQuestions(count: number): void;
}

/** Creates the badge of this worker. */
export function createBadgeLayers({ action }: BadgeLayersDeps): BadgeLayers {
  const below = { text: '', color: BLUE };
  let count = 0;

  async function draw({ text, color }: { text: string; color: string }): Promise<void> {
    await Promise.all([action.setBadgeBackgroundColor({ color }), action.setBadgeText({ text })]);
  }

  return {
    countdown: {
      async setBadgeText({ text }) {
        below.text = text;
        if (count === 0) await action.setBadgeText({ text });
      },
      async setBadgeBackgroundColor({ color }) {
        below.color = color;
        if (count === 0) await action.setBadgeBackgroundColor({ color });
      },
    },
    showQuestions(next) {
      if (next === count) return;
      count = next;
      // If the badge cannot be drawn, the questions must still work.
      draw(count === 0 ? below : { text: count === 1 ? '?' : `${count}?`, color: BLUE }).catch(() => undefined);
    },
  };
}
