import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { BadInput } from "../../input/bad-input.ts";
import type { WatchedBroker } from "../../wire/oversight/watched-broker.ts";
import { Refusal, checkHost, sendJson } from "./http.ts";
import { type Route, routes, streaming } from "./routes.ts";

/** The control port of a broker that serves. */
export interface ControlServer {
  readonly port: number;
  close(): Promise<void>;
}

const loopback = "127.0.0.1";

/**
 * Lets a broker be watched and controlled over HTTP, on loopback only: docs/control-port.yaml says how.
 *
 * @throws Error when the port can't be had (`code` EADDRINUSE, EACCES, …).
 */
export async function openControl(
  broker: WatchedBroker,
  port: number,
  onMistake: (error: unknown) => void,
): Promise<ControlServer> {
  const server = createServer((request, response) => void respond(broker, request, response, onMistake));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, loopback, () => {
      server.off("error", reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // Whoever listens to the trace would never end by himself.
        server.closeAllConnections();
      }),
  };
}

async function respond(
  broker: WatchedBroker,
  request: IncomingMessage,
  response: ServerResponse,
  onMistake: (error: unknown) => void,
): Promise<void> {
  try {
    checkHost(request);
    const url = new URL(request.url ?? "/", "http://localhost");
    const { route, parameters } = routeOf(request.method ?? "GET", url.pathname);
    const given = await route.answer({ broker, request, response, parameters, query: url.searchParams });
    if (given !== streaming) sendJson(response, 200, given);
  } catch (error) {
    if (error instanceof Refusal) sendJson(response, error.status, { error: error.message });
    else if (error instanceof BadInput) sendJson(response, 400, { error: error.message });
    // Who goes away in the middle of his request hears nothing.
    else if (request.destroyed && !request.complete) response.destroy();
    else {
      onMistake(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { error: "a mistake in onceproof itself, please report it" });
    }
  }
}

interface Found {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

function routeOf(method: string, path: string): Found {
  const there = routes.flatMap((route) => {
    const parameters = matched(route.path, path);
    return parameters === undefined ? [] : [{ route, parameters }];
  });
  const found = there.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  const known = there.map(({ route }) => route.method).join(", ");
  if (known !== "") throw new Refusal(405, `${path} takes ${known}, not ${method}`);
  throw new Refusal(
    404,
    `there is no ${path}; there are: ${[...new Set(routes.map((route) => route.path))].join(", ")}`,
  );
}

/** What stands in the place of the names in a pattern; `undefined`: the path does not match. */
function matched(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  if (wanted.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const there = given[at] ?? "";
    if (part.startsWith("{")) parameters[part.slice(1, -1)] = decoded(there);
    else if (part !== there) return undefined;
  }
  return parameters;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, `${part} is no part of an address`);
  }
}
