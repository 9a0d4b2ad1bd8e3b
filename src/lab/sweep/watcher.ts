import { notes } from "../../model/run/notes.ts";
import type { Simulation } from "../../model/run/simulation.ts";
import { type Instant, type NodeId, type NoteKind, type TraceListener, networkNotes } from "../../sim/index.ts";

/** What a run asks of its network and its producer while it goes on. */
export interface Effort {
  /** Produce requests, and the bytes of their batches. */
  readonly requests: number;
  readonly bytes: number;
  /** The most bytes of buffer.memory that were in use at once; `undefined`: the client has no such memory. */
  readonly bufferBytes: number | undefined;
  /** How long as many requests were in flight as may be, so that nothing more could be sent; in microseconds. */
  readonly mutedMicros: number;
}

/**
 * Listens to the run of one producer, and counts what no ledger keeps. It reads the producer's memory whenever a note
 * comes by which it may have grown or is about to shrink: it grows with a send, and shrinks after an answer.
 */
export class EffortWatcher implements TraceListener {
  private simulation: Simulation | undefined;
  private node: NodeId | undefined;
  private mayFly = 0;
  private isAnswered = true;
  private requests = 0;
  private bytes = 0;
  private peak: number | undefined;
  private readonly inFlight: number[] = [];
  private fullSince: Instant | undefined;
  private mutedMicros = 0;

  /** The run that it is about to hear of. */
  watch(simulation: Simulation): void {
    this.simulation = simulation;
    const [application] = simulation.applications;
    this.node = application?.node;
    this.mayFly = application?.plan.config.maxInFlightRequestsPerConnection ?? 0;
    this.isAnswered = application?.plan.config.acks !== 0;
  }

  /** What it has come to; the run is over. */
  effort(now: Instant): Effort {
    this.opened(now);
    const { requests, bytes, peak, mutedMicros } = this;
    return { requests, bytes, bufferBytes: peak, mutedMicros };
  }

  hear(at: Instant, kind: NoteKind, a: number, b: number, _c: number, d: number, e: number): void {
    switch (kind.code) {
      case notes.sent.code:
      case notes.failed.code:
        return this.readBuffer();
      case notes.requested.code:
        return this.requested(at, b, d);
      case notes.answered.code:
        return this.answered(at, e);
      case networkNotes.closed.code:
      case networkNotes.gone.code:
        if (a === this.node) this.lostAll(at);
    }
  }

  private requested(at: Instant, correlation: number, bytes: number): void {
    this.requests++;
    this.bytes += bytes;
    this.readBuffer();
    if (!this.isAnswered) return;
    this.inFlight.push(correlation);
    if (this.inFlight.length >= this.mayFly) this.fullSince ??= at;
  }

  private answered(at: Instant, correlation: number): void {
    this.readBuffer();
    const place = this.inFlight.indexOf(correlation);
    // An answer for several partitions is noted once for each.
    if (place < 0) return;
    this.inFlight.splice(place, 1);
    if (this.inFlight.length < this.mayFly) this.opened(at);
  }

  private lostAll(at: Instant): void {
    this.readBuffer();
    this.inFlight.length = 0;
    this.opened(at);
  }

  private opened(at: Instant): void {
    if (this.fullSince !== undefined) this.mutedMicros += at - this.fullSince;
    this.fullSince = undefined;
  }

  private readBuffer(): void {
    const host = this.simulation?.applications[0]?.host as { readonly producer?: { readonly bufferInUse?: number } };
    const inUse = host?.producer?.bufferInUse;
    if (inUse !== undefined && (this.peak === undefined || inUse > this.peak)) this.peak = inUse;
  }
}
