import type { ClientLine } from "./definition.ts";

/** Up to 3.9 anything may stand before the host; from 4.0 on only a scheme may, as measured on 4.4.0. */
const patterns: Readonly<Record<ClientLine, RegExp>> = {
  "java-3.9": /^.*?\[?[0-9a-zA-Z\-%._:]*\]?:([0-9]+)$/,
  "java-4.4": /^(?:[0-9a-zA-Z\-%._]*:\/\/)?\[?[0-9a-zA-Z\-%._:]*\]?:([0-9]+)$/,
};

/**
 * What the client would say against an address in `bootstrap.servers`, undefined when nothing. Nobody is asked whether
 * the host exists: in a simulation no name is looked up.
 */
export function addressFault(address: string, line: ClientLine): string | undefined {
  const port = patterns[line].exec(address)?.[1];
  if (port === undefined) return "host:port";
  return Number(port) > 65_535 ? "host:port with a port of at most 65535" : undefined;
}
