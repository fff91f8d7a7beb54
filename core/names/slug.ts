import { toLatin } from './transliterate.ts';

/** Names such as `GitHub` that count as one word, although they have capitals inside. */
const ONE_WORD =
  /(?:GmbH|mbH|KGaA|IoT|PoC|QoS|SaaS|PaaS|IaaS|GitHub|GitLab|MySQL|PostgreSQL|NoSQL|DynamoDB|macOS|WiFi)(?![a-z])/g;
/**
 * The place before a capital, where a new word begins. A capital after a single small letter is an exception, so `iOS`
 * and `eBay` each stay one word.
 */
const WORD_START = /(?<=[A-Za-z0-9][a-z0-9])(?=[A-Z])/g;

/**
 * The words of a text, in lower-case ASCII and joined by `-`: `Team A dev` → `team-a-dev`, `ReadOnlyAccess` →
 * `read-only-access`.
 */
export function slug(text: string): string {
  return toLatin(text)
    .replace(ONE_WORD, (word) => `-${word.toLowerCase()}-`)
    .replace(WORD_START, '-')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}
