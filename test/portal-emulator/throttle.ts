import type { Throttle } from './options.ts';

/** A token bucket. A test can change the limit at any time, because the limit is an argument of each call. */
export class TokenBucket {
  private tokens = 0;
  private filled = 0;
  private limit: Throttle | null = null;

  /** Takes one token. @param now in ms of a clock that only goes forward @returns false if no token is left */
  take(limit: Throttle | null, now: number): boolean {
    if (limit === null) return true;
    if (limit !== this.limit) this.start(limit, now);
    const refill = ((now - this.filled) / 1000) * limit.ratePerSecond;
    this.tokens = Math.min(limit.burst, this.tokens + refill);
    this.filled = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  private start(limit: Throttle, now: number): void {
    this.limit = limit;
    this.tokens = limit.burst;
    this.filled = now;
  }
}
