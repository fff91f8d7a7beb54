interface Brand {
  readonly brand: string;
}

/** The browser's `navigator`. Only Chromium has `userAgentData`. */
export interface BrowserNavigator {
  readonly userAgent: string;
  readonly userAgentData?: { readonly brands: readonly Brand[] } | undefined;
}

/**
 * Chromium adds a made-up name to the list of brands, for example `Not(A:Brand`, so that websites do not rely on the
 * list.
 */
const MADE_UP = /not.*brand/i;

/** The browser's name, for example `Google Chrome` or `Firefox`. The terminal shows it in a list of browsers. */
export function browserNameOf({ userAgent, userAgentData }: BrowserNavigator): string {
  if (/firefox\//i.test(userAgent)) return 'Firefox';
  const brands = (userAgentData?.brands ?? []).map(({ brand }) => brand).filter((brand) => !MADE_UP.test(brand));
  return (brands.find((brand) => brand !== 'Chromium') ?? brands[0] ?? 'Chromium').slice(0, 128);
}
