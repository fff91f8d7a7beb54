/** The colour of the badge while questions are open. It is the accent colour of the extension's pages. */
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
 * The badge of the toolbar icon. While questions are open, the badge shows their number. Otherwise it shows the
 * countdown of profiles that expire.
 */
export interface BadgeLayers {
  /**
   * The badge for profiles that expire. It has the same methods as the browser's `action`. While a question is open,
   * this badge only stores its text. The text is shown after the last question.
   */
  readonly countdown: Badge;
  /**
   * Shows on the badge how many questions are open. If no question is open, the badge shows the countdown again.
   * @param count number of open questions.
   */
  showQuestions(count: number): void;
}

/** Creates the badge of the toolbar icon. */
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
      // If the badge cannot be drawn, the questions must still work. So the error is ignored.
      draw(count === 0 ? below : { text: count === 1 ? '?' : `${count}?`, color: BLUE }).catch(() => undefined);
    },
  };
}
