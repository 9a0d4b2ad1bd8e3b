import * as fc from "fast-check";
import { expect, test } from "vitest";
import { GroupWorld, textOf } from "../../support/group-world.ts";

/** A consumer as clients are: it joins, syncs, sends heartbeats, and joins again whenever it is told to. */
class Consumer {
  alive = true;
  generation = -1;
  assignment: string | undefined;
  private memberId = "";
  private pending: number | undefined;
  private readonly world: GroupWorld;
  private readonly name: string;

  constructor(world: GroupWorld, name: string) {
    this.world = world;
    this.name = name;
  }

  get isSettled(): boolean {
    return this.assignment !== undefined;
  }

  /** One round: looks at the answer it waits for, or says that it is alive. */
  turn(): void {
    if (!this.alive) return;
    if (this.pending === undefined) {
      if (this.isSettled) this.beat();
      else this.join();
      return;
    }
    const answer = this.world.answerTo(this.pending);
    if (answer === undefined) return;
    this.pending = undefined;
    if (answer.api === "JoinGroup") {
      if (answer.error.code === 79 || answer.error.code === 0) this.memberId = answer.memberId;
      if (answer.error.code === 25) this.memberId = "";
      if (answer.error.code !== 0) return this.join();
      this.generation = answer.generationId;
      const shares = Object.fromEntries(
        answer.members.map(({ memberId }) => [memberId, `${memberId}@${this.generation}`]),
      );
      this.pending = this.world.sync(this.memberId, this.generation, shares);
    } else if (answer.api === "SyncGroup") {
      if (answer.error.code === 0) this.assignment = textOf(answer.assignment);
      else this.lose(answer.error.code);
    }
  }

  /** The connection breaks: what it waited for never comes. */
  disconnect(): void {
    this.pending = undefined;
  }

  leave(): void {
    this.world.leave({ memberId: this.memberId });
    this.lose(25);
  }

  get share(): string {
    return `${this.memberId}@${this.generation}`;
  }

  private join(): void {
    this.pending = this.world.join(this.name, { as: this.memberId });
  }

  private beat(): void {
    const code = this.world.heartbeat(this.memberId, this.generation);
    if (code !== 0) this.lose(code);
  }

  private lose(code: number): void {
    this.assignment = undefined;
    if (code === 25) this.memberId = "";
    this.pending = undefined;
  }
}

function live(world: GroupWorld, consumers: readonly Consumer[], millis: number): void {
  for (let passed = 0; passed < millis; passed += 1_000) {
    for (const consumer of consumers) consumer.turn();
    world.pass(1_000);
  }
}

const steps = fc.array(
  fc.record({
    what: fc.constantFrom("live", "live", "live", "turn", "die", "disconnect", "leave", "restart", "pass"),
    who: fc.nat(3),
    millis: fc.nat(12_000),
  }),
  { minLength: 10, maxLength: 60, size: "max" },
);

test("whatever befell its members, a group whose members go on as clients do comes to rest with all of them in it", () => {
  const seen = { restarts: 0, deaths: 0, generations: 0 };
  fc.assert(
    fc.property(steps, (story) => {
      const world = new GroupWorld();
      const consumers = ["a", "b", "c", "d"].map((name) => new Consumer(world, name));
      for (const { what, who, millis } of story) {
        const consumer = consumers[who];
        if (what === "restart") {
          world.restart();
          // All connections of the broker break with it.
          for (const each of consumers) each.disconnect();
          seen.restarts += 1;
        } else if (what === "pass") world.pass(millis);
        else if (what === "live") live(world, consumers, millis);
        else if (what === "turn") consumer?.turn();
        else if (what === "disconnect") consumer?.disconnect();
        else if (what === "leave") consumer?.leave();
        else if (consumer !== undefined && consumer !== consumers[0]) {
          consumer.alive = false;
          seen.deaths += 1;
        }
      }
      // Longer than a member is kept that joined and was never heard of again (five minutes), twice.
      live(world, consumers, 700_000);
      const living = consumers.filter(({ alive }) => alive);
      expect(world.state).toBe("Stable");
      expect(world.coordinator.describe(world.group, 5).members).toHaveLength(living.length);
      expect(new Set(living.map(({ generation }) => generation)).size).toBe(1);
      for (const { assignment, share } of living) expect(assignment).toBe(share);
      seen.generations = Math.max(seen.generations, living[0]?.generation ?? 0);
    }),
    { numRuns: 60 },
  );
  expect(seen.restarts).toBeGreaterThan(20);
  expect(seen.deaths).toBeGreaterThan(20);
  expect(seen.generations).toBeGreaterThan(3);
});
