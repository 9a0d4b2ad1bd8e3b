import type { Connection, Label } from "./connection.ts";
import type { TimedFault } from "./faults.ts";
import type { Link } from "./link.ts";

/**
 * `tcp`: messages of a connection arrive in order or not at all, a loss stalls its direction, a broken connection takes
 * along what is under way. `datagram`: each message is lost, duplicated, delayed and overtaken on its own, and a
 * connection is only a name for who talks to whom.
 */
export type Discipline = "tcp" | "datagram";

/** What the network and its faults put on the agenda. Whoever runs the scheduler hands it back through `arrives`. */
export type NetworkEvent<Body> =
  | {
      readonly kind: "arrival";
      readonly connection: Connection;
      readonly toServer: boolean;
      readonly body: Body;
      readonly label: Label;
      /** Which message of its kind on its link it is, from 1: a copy has its original's number. */
      readonly occurrence: number;
      readonly link: Link;
    }
  | { readonly kind: "connected" | "refused" | "gone"; readonly connection: Connection }
  | { readonly kind: "fault"; readonly fault: TimedFault }
  | { readonly kind: "healed" };

type Arrival = Pick<NetworkEvent<unknown> & { readonly kind: "arrival" }, "link" | "label" | "occurrence">;

/** What a fault puts in place of what a message that arrived says, or of what is done about it; `undefined`: nothing. */
export function plannedAnswer({ link, label, occurrence }: Arrival): string | undefined {
  const planned = link.planned(label, occurrence);
  return planned?.do === "answer" ? planned.answer : undefined;
}
