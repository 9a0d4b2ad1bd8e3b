import { recordCountOf, type RecordBatch } from "../../model/protocol.ts";
import { notes } from "../../model/run/notes.ts";
import { type Duration, type NoteKind, networkNotes } from "../../sim/index.ts";
import type { Direction } from "../faults/address.ts";
import type { Effect } from "../faults/fault-plan.ts";
import type { ProduceAttempt, ToldBatch } from "../history/attempt.ts";
import type { ApiName, ResponseFor } from "../protocol/apis.ts";
import { decodeResponse, encodeResponse } from "../protocol/frames.ts";
import type { Handler, NoResponse, Reply } from "../server/call.ts";
import type { Exchange } from "../server/overseer.ts";
import { refusalOf, withError } from "./error-replies.ts";
import { brokerNode, labelOf } from "./live-trace.ts";
import type { Oversight } from "./oversight.ts";
import type { Sighting } from "./sighting.ts";

type Body = ResponseFor<ApiName>;
type Given = Reply<ApiName> | Promise<Reply<ApiName>>;

/**
 * One request on its way to the broker and its answer on the way back, with what the faults make of both. Where nothing
 * holds it up it goes through in one go, so that a broker without faults answers as fast as one that nobody watches.
 */
export class Passage {
  readonly #oversight: Oversight;
  readonly #exchange: Exchange;
  readonly #act: Handler<ApiName>;
  readonly #sighting: Sighting;
  readonly #node: number;
  #attempt: ProduceAttempt | undefined;
  /** The code that takes the place of every other in the answer. */
  #error: number | undefined;
  #isDoubled = false;
  /** The number of the message that is under way among those of its kind. */
  #occurrence = 0;

  constructor(oversight: Oversight, exchange: Exchange, act: Handler<ApiName>, sighting: Sighting) {
    this.#oversight = oversight;
    this.#exchange = exchange;
    this.#act = act;
    this.#sighting = sighting;
    this.#node = oversight.nodeOf(sighting.client);
  }

  run(): Given {
    this.#attempt = this.#read();
    const effect = this.#judge("request");
    return effect === undefined ? this.#arrive() : this.#sufferAsRequest(effect);
  }

  /** Writes down what a produce request carries, in the order in which a diagram tells it. */
  #read(): ProduceAttempt | undefined {
    const { batches } = this.#sighting;
    if (batches === undefined) return undefined;
    const { acks } = this.#exchange.request as { readonly acks: number };
    const sender = { client: this.#sighting.client, node: this.#node, acks };
    const attempt = this.#oversight.history?.read(batches, sender);
    for (const batch of batches) {
      const { topicPartition, producerEpoch, baseSequence } = batch;
      this.#oversight.note(
        notes.batchSent,
        this.#node,
        topicPartition.index,
        producerEpoch,
        baseSequence,
        recordCountOf(batch),
        this.#exchange.correlationId,
      );
    }
    return attempt;
  }

  #judge(direction: Direction): Effect | undefined {
    this.#sighting.direction = direction;
    const { occurrence, effect } = this.#oversight.judge(this.#sighting);
    this.#occurrence = occurrence;
    this.#note(networkNotes.sent);
    return effect;
  }

  /** Writes down what became of the message that is under way: from, to, kind and number, and what `last` is there. */
  #note(kind: NoteKind, last = 0): void {
    const { api, direction } = this.#sighting;
    const isRequest = direction === "request";
    const [from, to] = isRequest ? [this.#node, brokerNode] : [brokerNode, this.#node];
    this.#oversight.note(kind, from, to, labelOf(api, direction), this.#occurrence, last);
  }

  #sufferAsRequest(effect: Effect): Given {
    switch (effect.do) {
      case "drop":
        return this.#end(networkNotes.lost, "mute-connection");
      case "swallow":
        return this.#end(networkNotes.lost, "no-answer");
      case "cut":
        return this.#end(networkNotes.cut, "reset-connection");
      case "duplicate":
        this.#note(networkNotes.doubled);
        this.#isDoubled = true;
        return this.#arrive();
      case "delay":
        return this.#after(effect.by, () => this.#arrive());
      case "error":
        this.#oversight.noteStruck();
        this.#error = effect.code;
        return this.#arrive();
      case "restart-clean":
      case "restart-kill":
        return this.#oversight.strikeBroker(effect).then(() => this.#end(networkNotes.cut, "reset-connection"));
      default:
        return this.#oversight.strikeBroker(effect).then(() => this.#arrive());
    }
  }

  /** The broker has the request before it. */
  #arrive(): Given {
    const { pause } = this.#oversight;
    if (pause !== undefined) return pause.then(() => this.#arrive());
    const { api, request, call } = this.#exchange;
    this.#note(networkNotes.arrived, call.connection.number);
    const refusal = this.#error === undefined ? undefined : refusalOf(api, request, this.#error);
    if (refusal !== undefined) return this.#leave(refusal);
    if (this.#attempt !== undefined) call.batches = this.#attempt.batches;
    const reply = this.#act(request, call);
    // What is said to the copy, nobody hears.
    if (this.#isDoubled) void this.#act(request, call);
    return reply instanceof Promise ? reply.then((late) => this.#leave(late)) : this.#leave(reply);
  }

  /** The broker has an answer, or none. */
  #leave(reply: Reply<ApiName>): Given {
    const { pause } = this.#oversight;
    if (pause !== undefined) return pause.then(() => this.#leave(reply));
    if (typeof reply === "string") return this.#withoutAnswer(reply);
    this.#oversight.answered(this.#exchange.api, reply);
    const body = this.#error === undefined ? reply : this.#wrong(reply, this.#error);
    const effect = this.#judge("response");
    return effect === undefined ? this.#deliver(body) : this.#sufferAsResponse(effect, body);
  }

  #withoutAnswer(reply: NoResponse): NoResponse {
    if (reply === "no-answer") this.#attempt?.unanswered();
    else this.#attempt?.lost();
    return reply;
  }

  #sufferAsResponse(effect: Effect, body: Body): Given {
    switch (effect.do) {
      case "drop":
        return this.#end(networkNotes.lost, "silence-connection");
      case "swallow":
        return this.#end(networkNotes.lost, "no-answer");
      case "cut":
        return this.#end(networkNotes.cut, "reset-connection");
      case "delay":
        return this.#after(effect.by, () => this.#deliver(body));
      case "error":
        this.#oversight.noteStruck();
        return this.#deliver(this.#wrong(body, effect.code));
      case "restart-clean":
      case "restart-kill":
        return this.#oversight.strikeBroker(effect).then(() => this.#end(networkNotes.cut, "reset-connection"));
      case "duplicate":
        return this.#deliver(body);
      default:
        return this.#oversight.strikeBroker(effect).then(() => this.#deliver(body));
    }
  }

  #deliver(body: Body): Given {
    const { pause } = this.#oversight;
    if (pause !== undefined) return pause.then(() => this.#deliver(body));
    const { call, api } = this.#exchange;
    if (!call.connection.isOpen) {
      this.#attempt?.lost();
      return body;
    }
    this.#note(networkNotes.arrived, call.connection.number);
    if (api === "Produce") this.#attempt?.told(this.#saidOf(body as ResponseFor<"Produce">));
    return body;
  }

  #saidOf({ responses = [] }: ResponseFor<"Produce">): (batch: RecordBatch) => ToldBatch | undefined {
    const { topics } = this.#exchange.call.served.broker;
    const said = new Map<string, ToldBatch>();
    for (const { name = "", topicId = "", partitionResponses = [] } of responses) {
      const topic = name === "" ? topics.withId(topicId)?.name : name;
      for (const { index = 0, errorCode = 0, baseOffset = -1 } of partitionResponses) {
        said.set(`${topic}-${index}`, { errorCode, baseOffset });
      }
    }
    return ({ topicPartition }) => said.get(topicPartition.name);
  }

  /** It ends here, and nobody will ever be told. */
  #end(kind: typeof networkNotes.lost, how: NoResponse): NoResponse {
    this.#note(kind);
    this.#attempt?.lost();
    return how;
  }

  async #after(wait: Duration, then: () => Given): Promise<Reply<ApiName>> {
    this.#oversight.noteStruck();
    await this.#oversight.wait(wait);
    return then();
  }

  #wrong(body: Body, code: number): Body {
    const { api, call, correlationId } = this.#exchange;
    // There and back, so that every field of this version is there to be changed.
    const whole = encodeResponse(api, call.version, correlationId, body).subarray(4);
    return withError(api, decodeResponse(api, call.version, whole).body as Body, code);
  }
}
