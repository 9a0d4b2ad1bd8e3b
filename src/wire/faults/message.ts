import type { ApiName } from "../protocol/apis.ts";
import type { Direction } from "./address.ts";

/** What faults may ask about a request that was read, or about an answer that is ready to go. */
export interface WireMessage {
  /** As `writtenClient` writes it. */
  readonly client: string;
  /** `broker-1` */
  readonly broker: string;
  readonly api: ApiName;
  readonly direction: Direction;
  /** The topic partitions that it is about, such as `orders-0`; of a response, those of its request. */
  readonly partitions: readonly string[];
  /** The producers that it is of. */
  readonly producerIds: readonly number[];
}
