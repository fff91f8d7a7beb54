interface Brand {
  readonly brand: string;
}

/** The browser's `navigator`. Only Chromium has `userAgentData`. */
export interface BrowserNavigator {
  readonly userAgent: string;
  readonly userAgentData?: { readonly brands: readonly Brand[] } | undefined;
}

/** Chromium adds a brand with a made-up name, for example `Not(A:Brand`, so that websites do not rely on the list. */
const MADE_UP = /not.*brand/i;

/** The browser's name for a list of browsers in the terminal, for example `Google Chrome` or `Firefox`. */
export function browserNameOf({ userAgent, userAgentData }: BrowserNavigator): string {
  if (/firefox\//i.test(userAgent)) return 'Firefox';
  const brands = (userAgentData?.brands ?? []).map(({ brand }) => brand).filter((brand) => !MADE_UP.test(brand));
  return (brands.find((brand) => brand !== 'Chromium') ?? brands[0] ?? 'Chromium').slice(0, 128);
}
