import type { Throttle } from './options.ts';

/** A token bucket. The limit is an argument of each call, so a test can change the limit at any time. */
export class TokenBucket {
  private tokens = 0;
  private filled = 0;
  private limit: Throttle | null = null;

  /**
   * Takes one token at `now` (ms of any clock that only goes forward).
   * @returns false if no token is left for the request
   */
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
