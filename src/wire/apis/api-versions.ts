import { errors } from "../../model/core/errors.ts";
import { apiNames, apis, type ApiName, type ResponseFor } from "../protocol/apis.ts";
import type { Advertised } from "../server/advertised.ts";
import type { Handler } from "../server/call.ts";

/** What a client may call itself. */
const legalName = /^[a-zA-Z0-9](?:[a-zA-Z0-9\-.]*[a-zA-Z0-9])?$/;
const namesSince = 3;
const nobody = -1;

export const apiVersions: Handler<"ApiVersions"> = (request, { served, version }) => {
  const { clientSoftwareName, clientSoftwareVersion } = request;
  const named = legalName.test(clientSoftwareName) && legalName.test(clientSoftwareVersion);
  if (version >= namesSince && !named) return { errorCode: errors.INVALID_REQUEST.code };
  // A client that says whom it takes us for says both, cluster and node, or begins anew with its bootstrap servers.
  const [saysCluster, saysNode] = [request.clusterId !== null, request.nodeId !== nobody];
  if (saysCluster !== saysNode) return { errorCode: errors.INVALID_REQUEST.code };
  const isMistaken = request.clusterId !== served.clusterId || request.nodeId !== served.nodeId;
  if (saysCluster && isMistaken) return { errorCode: errors.REBOOTSTRAP_REQUIRED.code };
  return { apiKeys: apiNames.flatMap((name) => rangeOf(name, served.advertised)) };
};

/**
 * The answer to a version that the broker does not know. It goes out in version 0, which every client can read, and
 * names the versions of this one API, so that the client can ask again (KIP-511).
 */
export const unknownApiVersions = (advertised: Advertised): ResponseFor<"ApiVersions"> => ({
  errorCode: errors.UNSUPPORTED_VERSION.code,
  apiKeys: rangeOf("ApiVersions", advertised),
});

function rangeOf(name: ApiName, advertised: Advertised) {
  const versions = advertised[name];
  if (versions === undefined) return [];
  const [minVersion, maxVersion] = versions;
  return [{ apiKey: apis[name].key, minVersion, maxVersion }];
}
