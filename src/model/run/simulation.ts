import {
  type Connection,
  Network,
  type Instant,
  type NodeId,
  Scheduler,
  Streams,
  type Tapes,
  type TimedFault,
  Trace,
  assert,
  never,
  plannedAnswer,
  plus,
  start,
} from "../../sim/index.ts";
import { type ErrorName, errors } from "../core/errors.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { LogView } from "../properties/log-view.ts";
import { properties } from "../properties/index.ts";
import type { ClusterMetadata, Request, Response } from "../protocol.ts";
import { Application } from "./application.ts";
import { saying } from "../broker/refusal.ts";
import { BrokerHost } from "./broker-host.ts";
import { Consumer } from "./consumer.ts";
import { CodedApplication } from "./code/coded-application.ts";
import { CodedWorld } from "./code/world.ts";
import {
  type EarlierSend,
  type Message,
  type NodeAction,
  type RunContext,
  type RunEvent,
  type RunningApplication,
  receiverOf,
} from "./context.ts";
import { countFaults } from "./fault-marks.ts";
import { GroundTruth } from "./ground-truth.ts";
import { labelsOn, messageLabels, notes, requestLabels, responseLabels } from "./notes.ts";
import { type ApplicationPlan, type RunPlan, brokerId, brokerName } from "./plan.ts";
import type { Stuck } from "./stuck.ts";
import { logViewOf } from "./stored.ts";
import { stuckAmong } from "./stuck-search.ts";
import { clusterOf } from "./cluster.ts";

/**
 * How a run came to its end: nothing was left to do, a limit was reached, or the faults were over for as long as the plan
 * allows and somebody still had something to do.
 */
export type End = "settled" | "limit-reached" | "unsettled";

/**
 * One run: the actors of a plan wired to a kernel, and the loop that hands each event to whom it concerns. It alone
 * carries out what actors decide; they know each other only through messages.
 */
export class Simulation implements RunContext {
  readonly plan: RunPlan;
  readonly seed: number;
  readonly scheduler: Scheduler<RunEvent>;
  readonly network: Network<Message>;
  readonly streams: Streams;
  readonly trace: Trace;
  readonly truth: GroundTruth;
  readonly topicPartitions: readonly TopicPartition[];
  readonly requestLabels: RunContext["requestLabels"];
  readonly responseLabels: RunContext["responseLabels"];
  readonly lastSends = new Map<number, EarlierSend>();
  readonly applications: readonly RunningApplication[];
  readonly consumers: readonly Consumer[];
  readonly broker: BrokerHost;
  /** `undefined`: no application of the run is given as code. */
  private readonly coded: CodedWorld | undefined;
  /** When the last application had nothing left to do; `undefined` while one has. */
  finishedAt: Instant | undefined;
  private readonly logs: LogView;
  /** When it ends for now: at the bound after its faults, where it has one; then at its limit. */
  private deadline: Instant;
  private readonly nodeOfBroker: NodeId;
  private sessions = 0;
  private unfinished: number;
  /** By node: what waits for the end of its pause; `undefined`: it is not paused. */
  private readonly paused: (RunEvent[] | undefined)[] = [];
  /** By node. Of two pauses that overlap the later end counts, and so with two stops. */
  private readonly pausedUntil: Instant[] = [];
  private readonly downUntil: Instant[] = [];
  private readonly unawareUntil: Instant[] = [];

  constructor(plan: RunPlan, seed: number) {
    const isCoded = plan.applications.some(({ code }) => code !== undefined);
    // Code names records as it goes, and the plan is that of other runs, too.
    this.plan = isCoded ? { ...plan, names: plan.names.copy() } : plan;
    this.seed = seed;
    this.scheduler = new Scheduler<RunEvent>(plan.ties);
    this.streams = new Streams({ seed, tapes: plan.tapes, record: plan.recordTapes });
    this.trace = new Trace(plan.trace);
    this.topicPartitions = plan.topics.flatMap(({ partitions }) => partitions);
    this.network = new Network<Message>({
      discipline: plan.discipline,
      nodes: plan.nodes,
      labels: messageLabels,
      link: () => ({ delay: plan.delay, capacity: plan.linkCapacity }),
      swarm: plan.swarm,
      plan: plan.faults,
      ...(plan.settle === undefined ? {} : { healsAt: plan.settle.faultsUntil }),
      scheduler: this.scheduler,
      streams: this.streams,
      trace: this.trace,
    });
    this.nodeOfBroker = this.network.node(brokerName);
    this.requestLabels = labelsOn(this.network, requestLabels);
    this.responseLabels = labelsOn(this.network, responseLabels);
    this.truth = new GroundTruth({
      names: this.plan.names,
      trace: this.trace,
      now: () => this.scheduler.now,
      brokerNode: this.nodeOfBroker,
      keepHistory: plan.keepHistory,
      ...(plan.properties.length === 0 ? {} : { properties: [...properties, ...plan.properties] }),
      consumers: plan.consumers,
      logView: () => this.logs,
      storage: (name) => this.coded?.storage(name) ?? new Map(),
    });
    this.broker = new BrokerHost(this);
    this.logs = logViewOf(this.topicPartitions, this.broker.broker);
    this.coded = isCoded ? new CodedWorld(this, this.broker) : undefined;
    this.applications = plan.applications.map((application) => this.application(application));
    this.unfinished = this.applications.length;
    const limit = plus(start, plan.limits.time);
    this.deadline = plan.settle !== undefined && plan.settle.deadline < limit ? plan.settle.deadline : limit;
    this.consumers = plan.consumers.map((consumer, index) => new Consumer(this, consumer, this.broker, index));
  }

  /** Runs to the end, and says which. */
  run(): End {
    do this.loop(this.deadline);
    while (this.goesOn());
    return this.conclude();
  }

  /**
   * Lets the next event happen, and says whether there was one: the slow way through a run, for those who look on between
   * events. Where there is none any more, `conclude` ends it.
   */
  step(): boolean {
    let event = this.next();
    if (event === undefined && this.goesOn()) event = this.next();
    if (event === undefined) return false;
    this.trace.digest.mix(this.scheduler.now);
    this.dispatch(event);
    this.coded?.endIfAtRest(this.unfinished);
    return true;
  }

  /** Ends a run in which nothing is left to happen, or no more may, and says which. */
  conclude(): End {
    const { scheduler, isOverdue } = this;
    const stopped = scheduler.settled ? "settled" : isOverdue ? "unsettled" : "limit-reached";
    if (isOverdue) this.truth.unsettled(this.stuck());
    for (const consumer of this.consumers) consumer.retire();
    this.broker.retire();
    // Sweeps of the broker and looks of consumers keep a run going in which nothing else is left to happen.
    const end = scheduler.settled ? "settled" : stopped;
    countFaults(this.network, this.truth.marks.counts);
    this.truth.ended(end === "settled");
    return end;
  }

  /** Whether the run has come to the bound after its faults, and somebody still has something to do. */
  private get isOverdue(): boolean {
    const { settle, limits } = this.plan;
    return this.deadline === settle?.deadline && this.unfinished > 0 && this.scheduler.fired < limits.events;
  }

  /** Behind the bound a run in which all is done goes on to its limit: consumers may still have to read. */
  private goesOn(): boolean {
    const limit = plus(start, this.plan.limits.time);
    if (this.deadline >= limit || this.isOverdue) return false;
    this.deadline = limit;
    return true;
  }

  /** The applications that have not come to their end, and whom they wait for. */
  stuck(): readonly Stuck[] {
    return stuckAmong(this.applications, this.broker, (node) => this.paused[node] !== undefined);
  }

  /** What was drawn, for a repro file; empty unless the plan asked for it. */
  recordedTapes(): Tapes {
    return this.streams.recorded();
  }

  brokerNode(id: number): NodeId {
    assert(id === brokerId, () => `there is no broker ${id}`);
    return this.nodeOfBroker;
  }

  cluster(): ClusterMetadata {
    return clusterOf(this.topicPartitions);
  }

  nextSession(): number {
    return this.sessions++;
  }

  finished(): void {
    if (--this.unfinished > 0) return;
    this.finishedAt = this.scheduler.now;
    this.broker.retire();
    for (const consumer of this.consumers) consumer.retire();
  }

  /** Apart from what comes after it: the loop is compiled while it runs, and so knows nothing of its end. */
  private loop(deadline: Instant): void {
    const { scheduler } = this;
    const { events } = this.plan.limits;
    const { digest } = this.trace;
    for (;;) {
      // Before the next one is taken: what is counted is carried out.
      const event = scheduler.fired < events ? scheduler.next(deadline) : undefined;
      if (event === undefined) return;
      digest.mix(scheduler.now);
      this.dispatch(event);
      if (this.coded !== undefined) this.coded.endIfAtRest(this.unfinished);
    }
  }

  private application(plan: ApplicationPlan): RunningApplication {
    const { code } = plan;
    if (code === undefined || this.coded === undefined) return new Application(this, plan);
    return new CodedApplication(this, this.coded, plan, code);
  }

  private next(): RunEvent | undefined {
    const { scheduler } = this;
    return scheduler.fired < this.plan.limits.events ? scheduler.next(this.deadline) : undefined;
  }

  private dispatch(event: RunEvent): void {
    if (this.paused.length > 0 && this.waitsForPause(event)) return;
    switch (event.kind) {
      case "wake":
        event.actor.wake();
        return;
      case "arrival":
        if (this.network.arrives(event)) this.arrived(event);
        return;
      case "connected":
      case "refused":
      case "gone":
        if (!this.network.arrives(event)) return;
        if (event.kind === "refused") this.truth.marks.counts["connection-refused"]++;
        this.owner(event.connection)?.connectionChanged(event.connection, event.kind);
        return;
      case "fault":
        this.network.arrives(event);
        if (event.fault.do === "node") this.actOnNode(event.fault);
        return;
      case "healed":
        this.network.arrives(event);
        this.truth.marks.counts["faults-over"]++;
        return;
      case "node-restored":
        this.restore(event.node, event.action);
    }
  }

  private arrived(arrival: RunEvent & { readonly kind: "arrival" }): void {
    const { connection, toServer, body } = arrival;
    const planned = plannedAnswer(arrival) as ErrorName | undefined;
    if (toServer) {
      this.broker.arrived(connection, body as Request, planned);
      this.coded?.logsMayHaveGrown();
    } else {
      const response = body as Response;
      this.owner(connection)?.arrived(connection, planned === undefined ? response : saying(errors[planned], response));
    }
  }

  private owner(connection: Connection): RunningApplication["host"] {
    return this.applications[connection.client - 1]?.host;
  }

  private actOnNode(fault: TimedFault & { readonly do: "node" }): void {
    const node = this.network.node(fault.node);
    const action = fault.action as NodeAction;
    switch (action) {
      case "pause":
        this.trace.note(this.scheduler.now, notes.paused, node);
        this.paused[node] ??= [];
        this.notePause(node);
        break;
      case "metadata-late":
        this.broker.lead(false);
        break;
      case "follower-stalls":
        this.broker.stallFollower(fault.until);
        return;
      default:
        this.stop(node, action, fault.until);
    }
    prolong(this.untilOf(action), node, fault.until);
    if (fault.until !== never) this.scheduler.schedule(fault.until, { kind: "node-restored", node, action });
  }

  private notePause(node: NodeId): void {
    const host = node === this.nodeOfBroker ? undefined : this.applications[node - 1]?.host;
    if (host !== undefined) this.truth.paused(host.session);
  }

  private stop(node: NodeId, action: NodeAction, until: Instant): void {
    if (node === this.nodeOfBroker) this.broker.stop(action === "restart-clean" ? "clean" : "kill");
    else this.applications[node - 1]?.crash(until !== never);
  }

  private untilOf(action: NodeAction): Instant[] {
    if (action === "pause") return this.pausedUntil;
    return action === "metadata-late" ? this.unawareUntil : this.downUntil;
  }

  private restore(node: NodeId, action: NodeAction): void {
    if (this.scheduler.now < (this.untilOf(action)[node] ?? start)) return;
    if (action === "pause") this.resume(node);
    else if (action === "metadata-late") this.broker.lead(true);
    else if (action === "fail-over") this.broker.failOver();
    else if (node === this.nodeOfBroker) this.broker.start(action === "restart-clean" ? "clean" : "kill");
    else this.applications[node - 1]?.restart();
  }

  private resume(node: NodeId): void {
    const waiting = this.paused[node] ?? [];
    this.paused[node] = undefined;
    this.trace.note(this.scheduler.now, notes.resumed, node);
    for (const event of waiting) this.dispatch(event);
  }

  /** Whether the event's receiver is paused; it is kept for him then. */
  private waitsForPause(event: RunEvent): boolean {
    const receiver = receiverOf(event);
    const waiting = receiver === undefined ? undefined : this.paused[receiver];
    waiting?.push(event);
    return waiting !== undefined;
  }
}

function prolong(ends: Instant[], node: NodeId, until: Instant): void {
  if (until > (ends[node] ?? start)) ends[node] = until;
}
