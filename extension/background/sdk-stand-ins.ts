/*
 * Stands in for parts of the AWS SDK that the portal's API never uses (vite.config.ts puts them there): no call of it is
 * signed, none streams events, and the SDK's own way to the network must not be there at all, since sso-client.ts is
 * the only one. A sixth of the worker goes with them.
 */

class Unused {}

export {
  Unused as AwsSdkSigV4Signer,
  Unused as EventStreamSerde,
  Unused as eventStreamSerdeProvider,
  Unused as Sha256,
  Unused as SignatureV4,
};

/** The configuration for signing: none is added. */
export const resolveAwsSdkSigV4Config = <Config>(config: Config): Config => config;

/** Takes the handler that sso-client.ts gives, and makes none of its own. */
export const FetchHttpHandler = { create: <Handler>(handler: Handler): Handler => handler };

/** Bodies come whole from sso-client.ts; there is no stream to collect. */
export const streamCollector = (): never => {
  throw new Error('sso-client.ts gives no streams');
};

/** The SDK's package.json. */
export default { version: '' };
