/**
 * Replacements for parts of the AWS SDK that are not needed for the portal's API, or that must not run in the worker.
 * vite.config.ts puts them into the bundle, which makes the worker a quarter smaller. No request is signed or streamed.
 * Other files do the work of the replaced parts: rate-limiter.ts repeats requests, core/portals/portals.ts contains the
 * hosts, and only sso-client.ts uses the network.
 */

class Unused {}

/** Replaces functions for dates and streams: the portal's API never needs these functions of the SDK. */
const never = (): never => {
  throw new Error('the portal’s API does not need this part of the SDK');
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

/** Replaces the SDK's settings for signing: adds no settings. */
export const resolveAwsSdkSigV4Config = <Config>(config: Config): Config => config;

interface Stack {
  add(middleware: <Next>(next: Next) => Next, options: object): void;
}

/**
 * Other parts of the SDK need a middleware with this name. It does not repeat requests, because rate-limiter.ts repeats
 * them.
 */
const once = { name: 'retryMiddleware', step: 'finalizeRequest', priority: 'high' };
/** Replaces the SDK's settings for retries: adds no settings. */
export const resolveRetryConfig = <Config>(config: Config): Config => config;
/** Replaces the SDK's code that repeats requests: sends each request once. */
export const getRetryPlugin = () => ({ applyToStack: (stack: Stack) => stack.add((next) => next, once) });
export const RETRY_MODES = { STANDARD: 'standard', ADAPTIVE: 'adaptive' };
export const DEFAULT_RETRY_MODE = RETRY_MODES.STANDARD;
export const DEFAULT_MAX_ATTEMPTS = 1;

/** Replaces the middleware that adds headers or writes the SDK's log. sso-client.ts does not send these headers. */
const none = () => ({ applyToStack: () => undefined });
/** Replaces the SDK's settings for headers: adds no settings. */
export const resolveUserAgentConfig = <Config>(config: Config): Config => config;
export const resolveHostHeaderConfig = resolveUserAgentConfig;
export const resolveRuntimeExtensions = resolveUserAgentConfig;
/** Sends no header with the version of the SDK. */
export const createDefaultUserAgentProvider = () => async () => [];
export {
  none as getHostHeaderPlugin,
  none as getLoggerPlugin,
  none as getRecursionDetectionPlugin,
  none as getUserAgentPlugin,
};

/** Replaces the SDK's table of hosts, because sso-client.ts gives the endpoint from core/portals/portals.ts. */
export const defaultEndpointResolver = ({ Endpoint }: { Endpoint: string }) => ({ url: new URL(Endpoint) });

/** Every request goes to the endpoint from sso-client.ts, so the SDK does not need to choose an endpoint. */
interface EndpointConfig {
  endpoint(): Promise<{
    readonly protocol: string;
    readonly hostname: string;
    readonly port?: number;
    readonly path: string;
  }>;
}
/** Gives every request the endpoint from sso-client.ts. */
export const bindGetEndpointFromInstructions =
  () => async (_input: unknown, _instructions: unknown, config: EndpointConfig) => {
    const { protocol, hostname, port, path } = await config.endpoint();
    return { url: new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`) };
  };
export const resolveParams = never;

/**
 * Returns each JSON value unchanged. The responses contain no number that JavaScript cannot represent, and responses.ts
 * checks every value.
 */
export const jsonReviver = (_key: string, value: unknown): unknown => value;

/** Makes the SDK use the request handler that sso-client.ts gives it. */
export const FetchHttpHandler = { create: <Handler>(handler: Handler): Handler => handler };

/**
 * Replaces the function that reads a stream to its end. It is never called, because sso-client.ts returns complete
 * bodies.
 */
export const streamCollector = never;

/** Replaces the SDK's class that writes the bodies of requests. Requests to the portal's API have no bodies. */
export class JsonShapeSerializer2 {
  /** Does nothing, because no request has a body. */
  setSerdeContext(): void {}
  /** @throws always, because no request has a body. */
  write(): never {
    throw new Error('a request to the portal has no body');
  }
}

/** Replaces the SDK's package.json, so that it is not in the bundle. */
export default { version: '' };
