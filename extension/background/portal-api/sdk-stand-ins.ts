/*
 * Stands in for parts of the AWS SDK that must not act in the worker or that the portal's API never uses (vite.config.ts
 * puts them there): no call of it is signed, none streams events; limiter.ts owns retries, core/portals/portals.ts the hosts, and
 * sso-client.ts is the only way to the network. A quarter of the worker goes with them.
 */

class Unused {}

/** For what the portal's API never asks of the SDK: dates and streams. */
const never = (): never => {
  throw new Error('the portal’s API has no use for this part of the SDK');
};

export {
  never as _parseEpochTimestamp,
  never as _parseRfc3339DateTimeWithOffset,
  never as _parseRfc7231DateTime,
  never as dateToUtcString,
  never as parseEpochTimestamp,
  never as parseRfc3339DateTime,
  never as parseRfc3339DateTimeWithOffset,
  never as parseRfc7231DateTime,
  never as sdkStreamMixin,
  Unused as AwsSdkSigV4Signer,
  Unused as EventStreamSerde,
  Unused as eventStreamSerdeProvider,
  Unused as Sha256,
  Unused as SignatureV4,
};

/** The configuration for signing: none is added. */
export const resolveAwsSdkSigV4Config = <Config>(config: Config): Config => config;

interface Stack {
  add(middleware: <Next>(next: Next) => Next, options: object): void;
}

/** limiter.ts retries; the SDK tries once. Other middleware asks for its place beside this name. */
const once = { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high' };
export const resolveRetryConfig = <Config>(config: Config): Config => config;
export const getRetryPlugin = () => ({ applyToStack: (stack: Stack) => stack.add((next) => next, once) });
export const RETRY_MODES = { STANDARD: 'standard', ADAPTIVE: 'adaptive' };
export const DEFAULT_RETRY_MODE = RETRY_MODES.STANDARD;
export const DEFAULT_MAX_ATTEMPTS = 1;

/** Headers that sso-client.ts does not send, and a log that nobody reads. */
const none = () => ({ applyToStack: () => undefined });
export const resolveUserAgentConfig = <Config>(config: Config): Config => config;
export const resolveHostHeaderConfig = resolveUserAgentConfig;
export const resolveRuntimeExtensions = resolveUserAgentConfig;
export const createDefaultUserAgentProvider = () => async () => [];
export {
  none as getHostHeaderPlugin,
  none as getLoggerPlugin,
  none as getRecursionDetectionPlugin,
  none as getUserAgentPlugin,
};

/** The endpoint that sso-client.ts gives, and no table of AWS's beside core/portals/portals.ts. */
export const defaultEndpointResolver = ({ Endpoint }: { Endpoint: string }) => ({ url: new URL(Endpoint) });

/** Takes the handler that sso-client.ts gives, and makes none of its own. */
export const FetchHttpHandler = { create: <Handler>(handler: Handler): Handler => handler };

/** Bodies come whole from sso-client.ts; there is no stream to collect. */
export const streamCollector = never;

/** The portal's API takes no bodies: what is asked stands in the address. */
export class JsonShapeSerializer2 {
  setSerdeContext(): void {}
  write(): never {
    throw new Error('the portal takes no bodies');
  }
}

/** The SDK's package.json. */
export default { version: '' };
