import { errors } from "../../../model/core/errors.ts";
import type { Message } from "../../../model/run/context.ts";
import type { RunPlan } from "../../../model/run/plan.ts";
import type { ClientDeed } from "./client-socket.ts";
import type { BrokerSight, ClientSight } from "./observation.ts";
import { Portrayer } from "./portrait.ts";
import { Table } from "./table.ts";

/** What a client does to the network, with a message's number in place of the message. */
export type Deed =
  | { readonly does: "connect" | "close"; readonly connection: number }
  | { readonly does: "send"; readonly connection: number; readonly message: number };

export type Sight = ClientSight | BrokerSight;

/**
 * Fields that are written before they are read whenever their owner goes on, or that only guard against what cannot happen
 * here (a clock that goes back, a hundred turns at one instant): states that differ in nothing else are one.
 */
const passing: ReadonlySet<string> = new Set([
  "Producer.nowMillis",
  "ProducerHost.turns",
  "ProducerHost.turnsAt",
  "Sender.poll",
  "Sender.usable",
  "Sender.drained",
  "BatchOutcomes.expired",
  "NetworkClient.completed",
  "Selector.result",
  "Patience.vain",
  // Of a record: how often it was written, and when, is for promises that an exploration does not judge.
  ".written",
  ".writtenAt",
]);

/** What the machines of one exploration say to each other and to the ground truth: everything by numbers. */
export class Vocabulary {
  readonly messages = new Table<Message>();
  readonly deeds = new Table<readonly Deed[]>();
  readonly sights = new Table<readonly Sight[]>();
  private readonly known = new Map<object, number>();
  private readonly speech: Portrayer;

  /** `plan`: what the run is made of, which never changes. */
  constructor(plan: RunPlan) {
    this.speech = this.portrayer();
    this.knowAll(plan);
    this.knowAll(errors);
    this.deeds.number("", () => []);
    this.sights.number("", () => []);
  }

  /** Takes an object, and all that it refers to, for one that never changes. */
  private knowAll(value: unknown): void {
    if (typeof value !== "object" || value === null || this.known.has(value)) return;
    this.know(value);
    for (const held of Object.values(value)) this.knowAll(held);
  }

  /** Takes an object for one that is the same in every state, or does not matter in any. */
  know(value: object): void {
    this.known.set(value, this.known.size);
  }

  portrayer(): Portrayer {
    return new Portrayer(this.known, passing);
  }

  /** The number of a message, which is not to change any more. */
  message(message: Message): number {
    return this.messages.number(this.nameOf(message), () => {
      this.know(message);
      return message;
    });
  }

  deedsOf(deeds: readonly ClientDeed[]): number {
    if (deeds.length === 0) return nothing;
    const told: Deed[] = deeds.map((deed) =>
      deed.does === "send" ? { does: "send", connection: deed.connection, message: this.message(deed.request) } : deed,
    );
    return this.deeds.number(this.nameOf(told), () => told);
  }

  sightsOf(sights: readonly Sight[]): number {
    return sights.length === 0 ? nothing : this.sights.number(this.nameOf(sights), () => sights);
  }

  private nameOf(value: unknown): string {
    return this.speech.of([value], []).key;
  }
}

/** The number of an empty list of deeds, and of sights. */
export const nothing = 0;
