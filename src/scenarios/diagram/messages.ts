import type { TraceEntry } from "../../sim/index.ts";
import type { DiagramNames } from "./names.ts";
import { type ProduceContent, Requests, beforeText, identityText } from "./requests.ts";
import type { Message, Row } from "./rows.ts";

/** A request that a broker is reading. */
interface BeingRead {
  /** As a fault's address has it: `Produce request #2`. */
  readonly name: string;
  readonly content: ProduceContent | undefined;
  readonly rulings: string[];
}

/** The messages of a trace: matches what was sent with what arrived, and says what each one carries. */
export class Messages {
  readonly requests = new Requests();
  /** What the broker gives to the producer whose request it is reading. */
  identity = "";
  readonly #rows: Row[];
  readonly #names: DiagramNames;
  /** By address. */
  readonly #messages = new Map<string, Message>();
  readonly #contents = new Map<Message, ProduceContent>();
  /** By answer: the request that it answers. */
  readonly #answered = new Map<Message, string>();
  /** By producer: the connection that it sets up. */
  readonly #handshakes = new Map<number, Message>();
  /** By producer: how many connections it has begun. */
  readonly #connects = new Map<number, number>();
  /** By producer: requests that no answer has come to, in short. */
  readonly #unanswered = new Map<number, readonly string[]>();
  #reading: BeingRead = { name: "", content: undefined, rulings: [] };

  constructor(rows: Row[], names: DiagramNames) {
    this.#rows = rows;
    this.#names = names;
  }

  /** What the broker is reading holds for a partition: how many records, for the batch itself does not say. */
  batchOn(partition: number): ProduceContent["batches"][number] | undefined {
    return this.#reading.content?.batches.findLast((batch) => batch.partition === partition);
  }

  /** The broker has ruled on a batch of what it is reading: its answer will say so. */
  ruled(partition: number, ruling: string): void {
    const several = (this.#reading.content?.batches.length ?? 0) > 1;
    this.#reading.rulings.push(several ? `${this.#names.partition(partition)} ${ruling}` : ruling);
  }

  sent(entry: TraceEntry): void {
    const [from = 0, to = 0, label = 0, occurrence = 0] = entry.values;
    const name = `${this.#names.label(label)} #${occurrence}`;
    const api = this.#names.label(label).replace(/ re(quest|sponse)$/, "");
    const toBroker = to === this.#names.broker;
    const content = toBroker && api === "Produce" ? this.requests.written(from) : undefined;
    const producer = toBroker ? from : to;
    const carries = toBroker ? this.#requestText(name, content) : this.#answerText(name, api);
    const message: Message = {
      towards: toBroker ? "broker" : "producer",
      carries: `${this.#who(producer)}${carries}`,
      short: `${this.#who(producer)}${name}`,
      sentAt: entry.at,
      handshake: false,
      fate: "under-way",
      doubled: false,
      delayedBy: this.#names.delays.get(this.#address(entry)),
      arrivals: [],
    };
    this.#messages.set(this.#address(entry), message);
    if (content !== undefined) this.#contents.set(message, content);
    if (!toBroker) this.#answered.set(message, this.#reading.name);
    else if (content === undefined || !this.#names.unanswered.has(from)) {
      this.#unanswered.set(from, [...(this.#unanswered.get(from) ?? []), name]);
    }
    this.#rows.push({ kind: "sent", at: entry.at, message });
  }

  arrived(entry: TraceEntry): void {
    const message = this.#messages.get(this.#address(entry));
    if (message === undefined) return;
    const [, to = 0] = entry.values;
    message.fate = "arrived";
    message.arrivals.push(entry.at);
    if (message.towards === "broker") {
      const [, , label = 0, occurrence = 0] = entry.values;
      const name = `${this.#names.label(label)} #${occurrence}`;
      this.#reading = { name, content: this.#contents.get(message), rulings: [] };
    } else {
      const request = this.#answered.get(message);
      const open = this.#unanswered.get(to) ?? [];
      const answered = request === undefined ? -1 : open.indexOf(request);
      this.#unanswered.set(
        to,
        open.filter((_, at) => at !== answered),
      );
    }
    this.#rows.push({ kind: "arrived", at: entry.at, message, nth: message.arrivals.length });
  }

  /** A fault strikes a message, or the handshake that its sender is in. */
  struck(entry: TraceEntry, what: "lost" | "cut" | "doubled"): void {
    const [from = 0, to = 0] = entry.values;
    const producer = from === this.#names.broker ? to : from;
    const message = this.#messages.get(this.#address(entry)) ?? this.#handshakes.get(producer);
    if (message === undefined) return;
    if (what === "doubled") message.doubled = true;
    // With a copy under way it is the copy that found no room.
    else if (!message.doubled) message.fate = what;
  }

  connecting({ at, values: [client = 0] }: TraceEntry): void {
    const nth = (this.#connects.get(client) ?? 0) + 1;
    this.#connects.set(client, nth);
    const carries = `${this.#who(client)}connect #${nth}`;
    const message: Message = {
      towards: "broker",
      carries,
      short: carries,
      sentAt: at,
      handshake: true,
      fate: "under-way",
      doubled: false,
      delayedBy: undefined,
      arrivals: [],
    };
    this.#handshakes.set(client, message);
    this.#rows.push({ kind: "sent", at, message });
  }

  /** The handshake has ended, well or not. Datagrams need none: theirs ends as it begins, and is not shown. */
  shaken({ at, values: [client = 0] }: TraceEntry, well: boolean): void {
    const message = this.#handshakes.get(client);
    this.#handshakes.delete(client);
    if (message === undefined) return;
    message.fate = well ? "arrived" : "refused";
    message.arrivals.push(at);
    if (well && at === message.sentAt) {
      const row = this.#rows.findLastIndex((known) => known.kind === "sent" && known.message === message);
      this.#rows.splice(row, 1);
    } else this.#rows.push({ kind: "arrived", at, message, nth: 1 });
  }

  /** A connection has ended, with what nobody will answer any more. */
  ended({ at, values: [client = 0] }: TraceEntry, how: "closed" | "gone"): void {
    const open = this.#unanswered.get(client) ?? [];
    const waiting = this.#handshakes.delete(client);
    const what = how === "gone" ? "the connection breaks" : "closes the connection";
    const why = waiting ? ": it was never set up" : open.length === 0 ? "" : `: no answer to ${together(open)}`;
    this.#unanswered.delete(client);
    this.requests.dropped(client);
    this.#rows.push({ kind: "left", at, text: `${this.#who(client)}${what}${why}` });
  }

  #who(producer: number): string {
    return this.#names.producers > 1 ? `${this.#names.node(producer)}: ` : "";
  }

  #address({ values: [from = 0, to = 0, label = 0, occurrence = 0] }: TraceEntry): string {
    return `${this.#names.node(from)}>${this.#names.node(to)} ${this.#names.label(label)} #${occurrence}`;
  }

  #requestText(name: string, content: ProduceContent | undefined): string {
    if (content === undefined) return name;
    const batches = content.batches.map(
      (batch) => `${this.#names.partition(batch.partition)} ${identityText(batch)}${beforeText(batch)}`,
    );
    return `${name} ${batches.join("; ")}`;
  }

  /** Answers are counted by themselves: where requests are lost, the number of one is not that of its request. */
  #answerText(name: string, api: string): string {
    const request = this.#reading.name;
    const sameNumber = request.split("#")[1] === name.split("#")[1];
    return `${name}${sameNumber ? "" : ` to ${request.replace(`${api} `, "")}`}: ${this.#answer(api)}`;
  }

  #answer(api: string): string {
    if (api === "Produce") return this.#reading.rulings.join(", ");
    return api === "InitProducerId" ? this.identity : "the cluster";
  }
}

/** `Produce request #2, #3, Metadata request #1`: what they have in common is said once. */
function together(names: readonly string[]): string {
  let said = "";
  return names
    .map((name) => {
      const [kind = ""] = /^.*(?=#)/.exec(name) ?? [];
      const text = kind === said ? name.slice(kind.length) : name;
      said = kind;
      return text;
    })
    .join(", ");
}
