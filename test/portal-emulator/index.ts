import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Certificate, makeCertificate } from './certificate.ts';
import { dispatch } from './dispatch.ts';
import type { PortalEmulator, Who } from './emulator.ts';
import { certificateNames, chromiumHostRules } from './host-names.ts';
import type { EmulatorOptions } from './options.ts';
import { cookieAssignment } from './page/cookie.ts';
import { countOf, type LoggedRequest } from './request-log.ts';
import type { Session } from './sessions.ts';
import { createWorld, type World } from './world.ts';

export type { PortalEmulator } from './emulator.ts';
export type { EmulatorOptions } from './options.ts';
export { makeOrganisation, Organisation } from './organisation.ts';

function serve(certificate: Certificate, world: World, log: LoggedRequest[], signal: AbortSignal): Server {
  const server = createServer({ key: certificate.keyPem, cert: certificate.certPem }, (request, response) => {
    // A client that closes the connection early is not an error of the emulator.
    dispatch(request, response, world, log, signal).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function concerned(world: World, { portal, user }: Who = {}): Session[] {
  return world.sessions
    .all()
    .filter((session) => (!portal || session.portal.alias === portal) && (!user || session.user === user));
}

/** The functions with which a test changes the sessions. */
function sessionControls(world: World) {
  return {
    signIn: ({ portal: alias, user = 'alex' }: Who = {}) => {
      const portal = world.portals.find((each) => alias === undefined || each.alias === alias);
      if (!portal) throw new Error(`there is no portal ${alias}`);
      return world.sessions.begin(portal, user, world.now(), world.options.portalSessionMs).token;
    },
    signOutEverywhere: (who?: Who) => {
      for (const session of concerned(world, who)) world.sessions.end(session);
    },
    expireSessions: (who?: Who) => {
      for (const session of concerned(world, who)) session.expires = world.now();
    },
    rotateToken: (who?: Who) => {
      const sessions = concerned(world, who);
      for (const session of sessions) world.sessions.giveToken(session);
      return sessions.at(-1)?.token ?? null;
    },
    cookieAssignment: (token: string) => cookieAssignment(token, world.options),
  };
}

/**
 * Starts the emulator on loopback. The portal's pages, the portal's API and STS use the same port. The Host header of a
 * request decides which of these three answers.
 * @throws if another program uses the given port
 */
export async function startPortalEmulator(options: EmulatorOptions = {}): Promise<PortalEmulator> {
  const world = createWorld(options);
  const [main] = world.portals;
  if (!main) throw new Error('there is always a portal');
  const certificate = await makeCertificate(certificateNames(world.portals));
  const requests: LoggedRequest[] = [];
  const closing = new AbortController();
  const server = serve(certificate, world, requests, closing.signal);
  const port = await listen(server, options.port ?? 0);
  const directory = await mkdtemp(path.join(tmpdir(), 'keyferry-emulator-'));
  const certPath = path.join(directory, 'emulator.pem');
  await writeFile(certPath, certificate.certPem);
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    certPem: certificate.certPem,
    certPath,
    spkiBase64: certificate.spkiBase64,
    chromiumHostRules: chromiumHostRules(world.portals, port),
    startUrl: main.startUrl,
    region: main.region,
    organisation: main.organisationOf(''),
    options: world.options,
    requests,
    clearRequests: () => void requests.splice(0),
    countOf: (requestPath) => countOf(requests, requestPath),
    issued: world.issued,
    ...sessionControls(world),
    close: async () => {
      closing.abort();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, rm(directory, { recursive: true, force: true })]);
    },
  };
}
