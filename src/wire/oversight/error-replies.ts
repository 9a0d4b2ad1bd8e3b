import type { ApiName, RequestOf, ResponseFor } from "../protocol/apis.ts";

type Body = ResponseFor<ApiName>;

/** The same answer with this error in every place where it has one. */
export function withError(api: ApiName, body: Body, code: number): Body {
  const changed = replaced(body, code) as Body;
  return api === "Produce" ? withoutOffsets(changed as ResponseFor<"Produce">) : changed;
}

function replaced(value: unknown, code: number): unknown {
  if (Array.isArray(value)) return value.map((item) => replaced(item, code));
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  const fields = Object.entries(value).map(([name, inner]) => [
    name,
    name === "errorCode" ? code : replaced(inner, code),
  ]);
  return Object.fromEntries(fields) as unknown;
}

/** A batch that was refused has no place in the log, as far as the client is told (B-22). */
const withoutOffsets = (body: ResponseFor<"Produce">): ResponseFor<"Produce"> => ({
  ...body,
  responses: (body.responses ?? []).map((topic) => ({
    ...topic,
    partitionResponses: (topic.partitionResponses ?? []).map(({ index = 0, errorCode = 0 }) => ({
      index,
      errorCode,
      baseOffset: -1,
      logAppendTimeMs: -1,
      logStartOffset: -1,
    })),
  })),
});

type Refusal<Name extends ApiName> = (request: RequestOf<Name>, errorCode: number) => ResponseFor<Name>;

/** What refuses a request that must not be acted on. Requests of other APIs change nothing: theirs is made from the answer. */
const refusals: { readonly [Name in ApiName]?: Refusal<Name> } = {
  Produce: ({ topicData }, errorCode) => ({
    responses: topicData.map(({ name, topicId, partitionData }) => ({
      name,
      topicId,
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: -1 })),
    })),
  }),
  InitProducerId: (_, errorCode) => ({ errorCode, producerId: -1, producerEpoch: -1 }),
  CreateTopics: ({ topics }, errorCode) => ({ topics: topics.map(({ name }) => ({ name, errorCode })) }),
  DeleteTopics: ({ topicNames, topics }, errorCode) => ({
    responses: [
      ...topicNames.map((name) => ({ name, errorCode })),
      ...topics.map(({ name, topicId }) => ({ name, topicId, errorCode })),
    ],
  }),
  DeleteRecords: ({ topics }, errorCode) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, lowWatermark: -1, errorCode })),
    })),
  }),
  JoinGroup: ({ memberId }, errorCode) => ({ errorCode, memberId }),
  SyncGroup: (_, errorCode) => ({ errorCode }),
  Heartbeat: (_, errorCode) => ({ errorCode }),
  LeaveGroup: (_, errorCode) => ({ errorCode }),
  OffsetCommit: ({ topics }, errorCode) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  }),
};

/** The answer with this error to a request that is not acted on; `undefined`: acting on it does nothing. */
export function refusalOf(api: ApiName, request: RequestOf<ApiName>, code: number): Body | undefined {
  const refuse = refusals[api] as Refusal<ApiName> | undefined;
  return refuse?.(request, code);
}
