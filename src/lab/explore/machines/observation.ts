import type { KafkaError } from "../../../model/core/errors.ts";
import type { Circumstance } from "../../../model/properties/circumstances.ts";
import type { RecordBatch } from "../../../model/protocol.ts";
import type { Scope } from "../../../model/run/occurrences.ts";
import type { SentRecord } from "../../../model/run/records.ts";
import type { TopicPartition } from "../../../model/core/topic-partition.ts";

/** What a client's machine tells the ground truth. Records are told by their send, which counts over this client alone. */
export type ClientSight =
  | { readonly what: "sent"; readonly record: SentRecord }
  | { readonly what: "acknowledged"; readonly send: number; readonly offset: number; readonly attempts: number }
  | { readonly what: "failed"; readonly send: number; readonly exception: string; readonly attempts: number }
  | { readonly what: "refused"; readonly send: number; readonly exception: string }
  | { readonly what: "circumstance"; readonly circumstance: Circumstance; readonly scope: Scope | undefined }
  | { readonly what: "renumbered"; readonly sends: readonly number[] }
  | { readonly what: "identified"; readonly session: number; readonly producerId: number };

/** What the broker's machine tells it. Of refusals only those that come before the look for duplicates (B-19). */
export type BrokerSight =
  | { readonly what: "refused-unseen"; readonly batch: RecordBatch; readonly error: KafkaError }
  | { readonly what: "appended"; readonly batch: RecordBatch; readonly baseOffset: number }
  | { readonly what: "expired"; readonly topicPartition: TopicPartition; readonly producerId: number };
