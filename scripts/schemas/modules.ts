import type { FieldSchema, MessageSchema } from "../../src/wire/protocol/schema.ts";
import type { Distilled } from "./distil.ts";

/** The APIs that the broker answers, or that a client of it asks. */
export const apiNames = [
  "Produce",
  "Fetch",
  "ListOffsets",
  "Metadata",
  "OffsetCommit",
  "OffsetFetch",
  "FindCoordinator",
  "JoinGroup",
  "Heartbeat",
  "LeaveGroup",
  "SyncGroup",
  "DescribeGroups",
  "ListGroups",
  "DeleteGroups",
  "ApiVersions",
  "CreateTopics",
  "DeleteTopics",
  "DeleteRecords",
  "InitProducerId",
  "OffsetForLeaderEpoch",
  "AddPartitionsToTxn",
  "AddOffsetsToTxn",
  "EndTxn",
  "TxnOffsetCommit",
  "DescribeConfigs",
  "AlterConfigs",
  "IncrementalAlterConfigs",
  "DescribeCluster",
  "DescribeProducers",
  "ConsumerGroupHeartbeat",
] as const;

/** `InitProducerId`: `initProducerId` in `init-producer-id.ts`. */
export const nameOf = (api: string): { readonly constant: string; readonly file: string } => ({
  constant: api.charAt(0).toLowerCase() + api.slice(1),
  file: api.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase(),
});

export function moduleOf(api: string, request: Distilled, response: Distilled): string {
  if (request.key !== response.key) throw new Error(`${api}: keys ${request.key} and ${response.key}`);
  return `import type { ApiSchema } from "../schema.ts";

export const ${nameOf(api).constant} = {
  key: ${request.key},
  request: ${textOf(request.schema)},
  response: ${textOf(response.schema)},
} as const satisfies ApiSchema;
`;
}

const textOf = ({ versions, flexible, fields }: MessageSchema): string =>
  `{ versions: "${versions}", flexible: "${flexible}", fields: ${listOf(fields)} }`;

// A line break after the bracket makes the formatter give each field a line of its own, and none keeps a field on one.
const listOf = (fields: readonly FieldSchema[]): string => `[\n${fields.map(fieldText).join(",\n")}]`;

function fieldText({ fields, ...facts }: FieldSchema): string {
  const parts = Object.entries(facts).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  if (fields !== undefined) parts.push(`fields: ${listOf(fields)}`);
  return `{ ${parts.join(", ")} }`;
}
