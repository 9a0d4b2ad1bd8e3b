import type { ProducerSettings } from "../../config/producer-settings.ts";
import type { Pending, Timer } from "./pending.ts";
import type { Storage } from "./storage.ts";

/** A span of virtual time with its unit: `5ms`, `1.5s`, `2m`. */
export type Span = `${number}${"us" | "ms" | "s" | "m" | "h"}`;

/** A record that an application sends. */
export interface Outgoing {
  /** A topic partition such as `orders-0`, or a topic: the key then decides, as the Java client's partitioner has it (P-43). */
  readonly to: string;
  /**
   * What the record means to the application: `order-17`. Two sends of one `record` mean the same thing, whichever life
   * or application makes them, and a second copy of it in a log is a duplicate. Promises are judged by this name.
   */
  readonly record: string;
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** How a send ended, as its callback is told. */
export type SendResult =
  /** `offset` is -1 where the client is not told it (acks=0). */
  | { readonly kind: "acknowledged"; readonly offset: number; readonly topicPartition: string }
  /** `error` is the simple name of the Java client's exception; `retriable`: whether that is a RetriableException. */
  | { readonly kind: "failed"; readonly error: string; readonly retriable: boolean };

/** Something that an application is asked to send: one of the `sends` of its producer in the scenario, or one of its `stream`. */
export interface Task extends Outgoing {
  /** When it was asked to, in milliseconds since the start of the run. */
  readonly atMillis: number;
}

/** A record that an application reads from a topic. */
export interface Message {
  readonly topicPartition: string;
  readonly offset: number;
  /** What its sender means by it. */
  readonly record: string;
  readonly key: string | undefined;
  readonly value: string | undefined;
}

/**
 * What comes to an application from outside, one by one. What it has committed it does not get again; what it has not, a
 * life after a crash gets once more.
 */
export interface Inbox<Item> {
  /** Settles with the next item, as soon as there is one. Ask once at a time. */
  next(callback?: (item: Item) => void): Pending<Item>;
  /** Everything that `next` has given so far is done with. Takes effect at once, and no crash takes it back. */
  commit(): void;
}

/**
 * One life of an application's process: what its code can do. Nothing of it is real: time is virtual, the network fails
 * as the run has it, and a crash ends the life between two turns. All that the code remembers must lie in variables of
 * its `start`, which die with it, or in `storage`; what it remembers anywhere else outlives the run, and makes runs
 * differ that should not. Whatever is called after the life has ended throws.
 */
export interface App {
  /** The name of its producer in the scenario. */
  readonly name: string;
  /** Which life of the process this is, counted from 0. */
  readonly life: number;
  /** Whole milliseconds since the start of the run, as clocks of applications have it. */
  now(): number;
  /**
   * Sends a record. The producer is the client of the run's profile, with the settings that are in force. Where the
   * client's `send` would block (P-36, P-39), this send and those after it wait in line.
   *
   * @throws Error where no topic partition is called so.
   */
  send(message: Outgoing, callback?: (result: SendResult) => void): Pending<SendResult>;
  /** Closes the producer: settles when all that it took is decided (P-112). The next `send` makes a new one. */
  close(callback?: () => void): Pending<void>;
  /** Waits, with something to do afterwards: the run goes on at least until then. */
  after(wait: Span, callback?: () => void): Timer;
  /**
   * Waits because there is nothing to do: the pause of a poll. A run is over when nothing is left in it but such waits,
   * and each of them has come round once without anything having happened.
   */
  idle(wait: Span, callback?: () => void): Timer;
  /** Settles as `pending` does, or with `undefined` after `wait`, whichever comes first; the other is not called off. */
  within<Value>(
    wait: Span,
    pending: Pending<Value>,
    callback?: (value: Value | undefined) => void,
  ): Pending<Value | undefined>;
  /** Runs another generator function beside: a second loop of the same process. */
  spawn(steps: () => Generator): void;
  readonly storage: Storage;
  /** What it is asked to send: the scenario's workload, so that a hunt can vary it and a shrink lessen it. */
  readonly work: Inbox<Task>;
  /** Reads a topic from its beginning, or from what was committed: each record some 1ms after it was appended. */
  subscribe(topic: string): Inbox<Message>;
  /** A whole number from `low` to `high`, both included, by the seed of the run: 0 or more. */
  random(low: number, high: number): number;
  /** Says something in the trace and the diagram. */
  note(text: string): void;
  /**
   * The effect of a record has taken place where no crash takes it back: a payment was made, a mail was sent.
   * `applied-once` breaks when it happens twice.
   */
  applied(record: string): void;
}

/** The code of an application. */
export interface ApplicationCode {
  /** What a scenario calls it by: `producers: [{ name: shop, application: outbox }]`. */
  readonly name: string;
  /** Settings of its producer under Kafka's names; those of the scenario's producer go over them. */
  readonly config?: ProducerSettings;
  /** Whether it has a producer, made when a life begins; `false`: it only reads. */
  readonly produces?: boolean;
  /**
   * Begins a life of the process: once at the start of a run, and again after each crash. It may do what it has to in
   * callbacks, or be a generator function that is then run in sequence (`*start(app) { … }`). An exception that it, or a
   * callback, does not catch ends the process for good, and breaks `application-threw`.
   */
  start(app: App): unknown;
}

/**
 * Checks the code of an application that is to run in simulations: as `applications` beside a scenario.
 *
 * @throws TypeError where it is no such code.
 */
export function application(code: ApplicationCode): ApplicationCode {
  if (typeof code.name !== "string" || !/^[\w.-]+$/.test(code.name)) {
    throw new TypeError(`an application needs a name of letters, digits, dots, dashes and underscores`);
  }
  if (typeof code.start !== "function") throw new TypeError(`the application ${code.name} needs a function start`);
  return code;
}
