/**
 * What the client would say against an address in `bootstrap.servers`, undefined when nothing. Nobody is asked whether
 * the host exists: in a simulation no name is looked up.
 */
export function addressFault(address: string): string | undefined {
  const port = /^.*?\[?[0-9a-zA-Z\-%._:]*\]?:([0-9]+)$/.exec(address)?.[1];
  if (port === undefined) return "host:port";
  return Number(port) > 65_535 ? "host:port with a port of at most 65535" : undefined;
}
