import type { Request } from "../../../model/protocol.ts";
import type { RunPlan } from "../../../model/run/plan.ts";
import { isSent } from "../../../model/run/records.ts";
import { type Instant, InvariantError, start } from "../../../sim/index.ts";
import { ActorPart } from "./actor-part.ts";
import type { Machine, Step } from "./automaton.ts";
import { type BrokerInput, BrokerMachine, type BrokerOutcome, type BrokerStanding } from "./broker-machine.ts";
import { mindsTime } from "./broker-time.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** What the broker is given, by numbers. */
interface Given {
  readonly kind: BrokerInput["kind"];
  readonly at: Instant;
  /** The number of `at`. */
  readonly time: number;
  readonly owner: number;
  readonly message: number;
}

/** The broker of a run as states with numbers. */
export class BrokerPart extends ActorPart<Given, BrokerOutcome, BrokerStanding> {
  private readonly isTimed: boolean;

  constructor(plan: RunPlan, vocabulary: Vocabulary) {
    const machine = new BrokerMachine(plan, vocabulary);
    const byNumbers: Machine<Given, BrokerOutcome, BrokerStanding> = {
      step: (given) => machine.step(inputOf(given, vocabulary)),
      get standing() {
        return machine.standing;
      },
      portrait: () => machine.portrait(),
    };
    super(byNumbers, machine.truth);
    this.isTimed = mindsTime(plan);
  }

  isUp(state: number): boolean {
    return this.automaton.standing(state).isUp;
  }

  /** A request of a client arrives. */
  request(state: number, owner: number, message: number, at: Instant, time: number): Step<BrokerOutcome> {
    return this.step(state, { kind: "request", at, time, owner, message });
  }

  turn(state: number, kind: "stop" | "start", at: Instant, time: number): Step<BrokerOutcome> {
    return this.step(state, { kind, at, time, owner: 0, message: 0 });
  }

  /** The same history with the clients called otherwise: `named[client]` is the new number of `client`. */
  renamed(state: number, named: readonly number[]): number {
    const origin = this.automaton.origin(state);
    if (origin === undefined) return state;
    const { by, before } = origin;
    return this.step(this.renamed(before, named), { ...by, owner: named[by.owner] as number }).to;
  }

  private step(state: number, given: Given): Step<BrokerOutcome> {
    const timed = this.isTimed ? given : { ...given, at: start, time: 0 };
    return this.automaton.step(state, codeOf(timed), () => timed);
  }
}

/** Records reach the broker with the number of their owner: two clients count their sends alike. */
function inputOf({ kind, at, owner, message }: Given, vocabulary: Vocabulary): BrokerInput {
  if (kind !== "request") return { kind, at };
  return { kind, at, request: owned(vocabulary.messages.at(message) as Request, owner) };
}

/** One whole number: of these no two are alike while each part stays below its bound. */
const codeOf = ({ kind, time, owner, message }: Given): number =>
  (kind === "request" ? 0 : kind === "stop" ? 1 : 2) + 4 * (owner + 256 * (time + 1_048_576 * message));

function owned(request: Request, owner: number): Request {
  if (request.api !== "Produce") return request;
  const batches = request.batches.map((batch) => ({
    ...batch,
    records: batch.records.map((record) => {
      if (!isSent(record)) throw new InvariantError("a client sent what no application gave it");
      return { ...record, owner };
    }),
  }));
  return { ...request, batches };
}
