import { closest } from "fastest-levenshtein";
import { apiNames, type ApiName } from "../protocol/apis.ts";
import { servedApis } from "../server/advertised.ts";

/**
 * Which messages a fault strikes, in the words of the simulator: `shop>broker-1 Produce request #3`. A client is named by
 * the client id that it sends, `*` is every client; of the messages that match, `#3` is the third, `#2..5` are the second
 * to the fifth, `#*` is each.
 */
export interface WireAddress {
  /** As `writtenClient` writes it, or `*`. */
  readonly client: string;
  /** `broker-1` */
  readonly broker: string;
  readonly api: ApiName;
  readonly direction: Direction;
  readonly from: number;
  /** Infinity: there is no last one. */
  readonly to: number;
}

/** A request goes from a client to the broker, a response the other way. */
export type Direction = "request" | "response";

/** A client that names itself by nothing. */
const nameless = "(none)";

/** A client id as addresses write it: what would end a name in them stands as `%20` and the like. */
export function writtenClient(clientId: string | null): string {
  if (clientId === null || clientId === "") return nameless;
  return clientId.replaceAll(/[^\w.:/@+=,;!~-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join(""),
  );
}

/** `shop>broker-1 Produce request`: one kind of message between one client and one broker. */
export const writtenLink = ({ client, broker, api, direction }: Omit<WireAddress, "from" | "to">): string =>
  `${direction === "request" ? `${client}>${broker}` : `${broker}>${client}`} ${api} ${direction}`;

export function writtenAddress(address: WireAddress): string {
  const { from, to } = address;
  const which = from === to ? String(from) : to === Infinity ? "*" : `${from}..${to}`;
  return `${writtenLink(address)} #${which}`;
}

const example = "an address such as: shop>broker-1 Produce request #3";

/** Reads what `writtenAddress` writes; of a text that is no address, what it must be. */
export function parseWireAddress(text: string): WireAddress | { readonly must: string } {
  const match = /^\s*([^\s>]+)\s*>\s*([^\s>]+)\s+(\w+)\s+(\w+)\s+#(\S+)\s*$/.exec(text);
  if (match === null) return { must: example };
  const [, one = "", other = "", api = "", direction = "", which = ""] = match;
  if (direction !== "request" && direction !== "response") return { must: `${example} (a request or a response)` };
  const [client, broker] = direction === "request" ? [one, other] : [other, one];
  if (!/^broker-\d+$/.test(broker)) {
    return { must: `an address in which a ${direction} goes ${direction === "request" ? "to" : "from"} broker-1` };
  }
  if (!isApi(api))
    return { must: `the address of an API that is served; did you mean ${closest(api, [...apiNames])}?` };
  if (!servedApis.includes(api)) return { must: `the address of an API that is served, which ${api} is not` };
  const range = rangeOf(which);
  return range === undefined
    ? { must: "an address that ends in #3 (the third), #2..5 (the second to the fifth) or #* (each)" }
    : { client, broker, api, direction, ...range };
}

const isApi = (name: string): name is ApiName => (apiNames as readonly string[]).includes(name);

function rangeOf(text: string): { readonly from: number; readonly to: number } | undefined {
  if (text === "*") return { from: 1, to: Infinity };
  const match = /^([1-9]\d*)(?:\.\.([1-9]\d*))?$/.exec(text);
  if (match === null) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return Number.isSafeInteger(to) && from <= to ? { from, to } : undefined;
}
