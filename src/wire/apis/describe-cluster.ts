import { errors } from "../../model/core/errors.ts";
import type { Handler } from "../server/call.ts";

const brokerEndpoints = 1;

export const describeCluster: Handler<"DescribeCluster"> = ({ endpointType }, { served, host, port }) => {
  // Controllers have a listener of their own, which is not here.
  if (endpointType !== brokerEndpoints) {
    return { errorCode: errors.INVALID_REQUEST.code, errorMessage: "this listener is the brokers'", endpointType };
  }
  const { nodeId, clusterId } = served;
  return { clusterId, controllerId: nodeId, endpointType, brokers: [{ brokerId: nodeId, host, port }] };
};
