import type { Door, Holdings, Line } from "./door.ts";
import type { Delivery } from "./frames.ts";
import { checkHealth } from "./health.ts";
import { growth, heldBytes } from "./memory.ts";
import { sentinel } from "./requests.ts";
import { judge, type Seen, type Verdict } from "./verdict.ts";

export type Kind = Verdict["kind"];

/** What a run of frames came to. */
export interface RunReport {
  readonly frames: number;
  readonly millis: number;
  /** How often what became of a delivery. */
  readonly kinds: Readonly<Record<Kind, number>>;
  readonly failures: readonly string[];
  readonly failed: number;
  readonly healthChecks: number;
  readonly slowestMillis: number;
  /** Bytes held at each look at the memory. */
  readonly held: readonly number[];
  /** The most that a broker had come to hold when it was made anew. */
  readonly most: Holdings;
}

export interface RunOptions {
  readonly door: Door;
  readonly deliveries: Iterable<Delivery>;
  readonly frames: number;
  /** How often to look at the memory. */
  readonly looks: number;
  /** After so many frames the broker is made anew; what it holds until then is counted. */
  readonly renewEvery: number;
  /** After so many frames a healthy client looks in. */
  readonly healthEvery: number;
}

const failuresKept = 20;
/** A frame of some hundred bytes that keeps the server busy for so long keeps everybody else waiting. */
const slowMillis = 1_500;

/** Sends deliveries one after the other and judges each. */
export class FrameRun {
  private readonly options: RunOptions;
  private readonly kinds: Record<Kind, number> = {
    answered: 0,
    refused: 0,
    closed: 0,
    unanswered: 0,
    waiting: 0,
    mute: 0,
    incomplete: 0,
    stuck: 0,
    wrong: 0,
  };
  private readonly failures: string[] = [];
  private failed = 0;
  private frames = 0;
  private healthChecks = 0;
  private slowest = 0;
  private line: Line | undefined;
  private readonly held: number[] = [];
  private most: Holdings = { topics: 0, batches: 0 };

  constructor(options: RunOptions) {
    this.options = options;
  }

  async run(): Promise<RunReport> {
    const { deliveries, frames, looks, renewEvery, healthEvery } = this.options;
    const began = performance.now();
    let lookDue = 0;
    let renewDue = renewEvery;
    let healthDue = healthEvery;
    for (const delivery of deliveries) {
      await this.deliver(delivery);
      this.frames += delivery.frames;
      if (this.frames >= healthDue) {
        healthDue += healthEvery;
        await this.checkHealth();
      }
      const isLookDue = this.frames >= lookDue;
      if (isLookDue || this.frames >= renewDue) {
        await this.renew();
        renewDue = this.frames + renewEvery;
      }
      if (isLookDue) {
        this.held.push(heldBytes());
        lookDue += frames / looks;
      }
    }
    await this.checkHealth();
    await this.renew();
    this.held.push(heldBytes());
    const grown = growth(this.held, this.frames);
    if (grown !== undefined) this.fail(grown);
    return this.report(performance.now() - began);
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const began = performance.now();
    try {
      const line = (this.line ??= await this.options.door.open());
      this.count(await this.exchange(line, delivery), delivery);
    } catch (error) {
      this.drop();
      this.kinds.wrong += 1;
      this.fail(`${delivery.what}: thrown: ${error instanceof Error ? error.message : String(error)}`, delivery);
    }
    for (const mistake of this.options.door.mistakes()) this.fail(`${delivery.what}: ${mistake}`, delivery);
    const took = performance.now() - began;
    this.slowest = Math.max(this.slowest, took);
    if (took > slowMillis) this.fail(`${delivery.what}: took ${Math.round(took)} ms`, delivery);
  }

  private async exchange(line: Line, { chunks }: Delivery): Promise<Verdict> {
    const sent = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
    for (const chunk of chunks) line.send(chunk);
    const heard = await this.listen(line, sent, nothing);
    if (isAnswer(heard.verdict)) return heard.verdict;
    if (heard.verdict.kind !== "unanswered") {
      this.drop();
      return heard.verdict;
    }
    // Only what comes next tells that the connection goes on.
    line.send(sentinel);
    const { verdict } = await this.listen(line, Buffer.concat([sent, sentinel]), heard.seen);
    if (isAnswer(verdict)) return heard.verdict;
    this.drop();
    return verdict;
  }

  /** Looks until there is nothing more to come, or patience ends. */
  private async listen(line: Line, sent: Buffer, before: Seen): Promise<{ verdict: Verdict; seen: Seen }> {
    const { advertised, patienceMillis } = this.options.door;
    const until = performance.now() + patienceMillis;
    for (let seen = before; ;) {
      seen = joined(seen, await line.look());
      const verdict = judge(sent, seen, advertised);
      if (verdict.kind !== "stuck" || performance.now() >= until) return { verdict, seen };
    }
  }

  private count(verdict: Verdict, delivery: Delivery): void {
    this.kinds[verdict.kind] += 1;
    if (verdict.kind === "wrong") this.fail(`${delivery.what}: ${verdict.because}`, delivery);
    if (verdict.kind === "stuck") this.fail(`${delivery.what}: neither an answer nor an end`, delivery);
  }

  private drop(): void {
    this.line?.hangUp();
    this.line = undefined;
  }

  private async checkHealth(): Promise<void> {
    this.healthChecks += 1;
    const ill = await checkHealth(this.options.door, this.healthChecks);
    if (ill !== undefined) this.fail(`a healthy client: ${ill}`);
  }

  private async renew(): Promise<void> {
    this.drop();
    const { topics, batches } = await this.options.door.renew();
    this.most = { topics: Math.max(this.most.topics, topics), batches: Math.max(this.most.batches, batches) };
  }

  private fail(what: string, delivery?: Delivery): void {
    this.failed += 1;
    if (this.failures.length >= failuresKept) return;
    const bytes = delivery === undefined ? "" : ` [${Buffer.concat(delivery.chunks).toString("hex").slice(0, 1_200)}]`;
    this.failures.push(what + bytes);
  }

  private report(millis: number): RunReport {
    const { frames, kinds, failures, failed, healthChecks, slowest, held, most } = this;
    return { frames, millis, kinds, failures, failed, healthChecks, slowestMillis: slowest, held, most };
  }
}

const nothing: Seen = { answers: [], closed: false };
const isAnswer = ({ kind }: Verdict): boolean => kind === "answered" || kind === "refused";
const joined = (first: Seen, second: Seen): Seen => ({
  answers: [...first.answers, ...second.answers],
  closed: second.closed,
});
