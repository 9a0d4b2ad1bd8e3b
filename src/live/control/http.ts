import type { IncomingMessage, ServerResponse } from "node:http";

/** What a request to the control port may say at most. */
export const largestBody = 1_048_576;

/** Why a request is refused, in one line: it becomes `{"error": …}` with this status. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = `${JSON.stringify(value)}\n`;
  response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  response.end(text);
}

/** The body of a request as text. @throws Refusal when it is too long. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > largestBody) throw new Refusal(413, `the body is longer than ${largestBody} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The body of a request as JSON. @throws Refusal when it is none. */
export async function jsonOf(request: IncomingMessage): Promise<unknown> {
  const text = await bodyOf(request);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : String(error);
    throw new Refusal(400, text === "" ? "the body is empty, and must be JSON" : `the body is no JSON: ${why}`);
  }
}

/**
 * Only a client on this machine that names this machine is served: a web page that some browser here has open must not
 * restart brokers by a name that points to this address.
 */
export function checkHost({ headers }: IncomingMessage): void {
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  if (["127.0.0.1", "localhost", "[::1]"].includes(host) && headers.origin === undefined) return;
  throw new Refusal(403, "the control port answers requests to 127.0.0.1 or localhost only, and none from web pages");
}
