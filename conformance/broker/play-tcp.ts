import { setTimeout as sleep } from "node:timers/promises";
import { Admin } from "./client/admin.ts";
import type { Patience } from "./client/connection.ts";
import { TcpRun } from "./tcp-run.ts";
import type { Answers, Script } from "./script.ts";

/** A broker behind a port, and what the player can do with it beside asking. */
export interface TcpTarget {
  readonly host: string;
  readonly port: number;
  readonly restart: (how: "clean" | "kill") => Promise<void>;
  /** Waits until every producer that has expired is forgotten. */
  readonly sweep: () => Promise<void>;
  /** Produce version for scripts that name none. */
  readonly produceVersion: number;
}

const workers = 24;
const chunkSize = 150;
const silenceMillis = 1_500;

/**
 * Plays scripts over the Kafka protocol, each in a topic of its own, many at a time. Scripts that restart the broker
 * are played together with those that do it the same way and wait for one another at each restart.
 */
export async function playOverTcp(scripts: readonly Script[], target: TcpTarget): Promise<Answers[]> {
  const answers = new Map<Script, Answers>();
  for (const how of [undefined, "clean", "kill"] as const) {
    const group = scripts.filter((script) => restartsHow(script) === how);
    const chunks = how === undefined ? inChunks(group, chunkSize) : group.length === 0 ? [] : [group];
    for (const chunk of chunks) await playChunk(chunk, target, how ?? "clean", answers);
  }
  return scripts.flatMap((script) => answers.get(script) ?? []);
}

/** How a script restarts the broker, if it does; `either` is clean here. */
function restartsHow({ steps }: Script): "clean" | "kill" | undefined {
  for (const step of steps) if (step.op === "restart") return step.how === "kill" ? "kill" : "clean";
  return undefined;
}

let playedTopics = 0;

async function playChunk(
  scripts: readonly Script[],
  target: TcpTarget,
  how: "clean" | "kill",
  answers: Map<Script, Answers>,
): Promise<void> {
  const runs = scripts.map((script) => {
    playedTopics += 1;
    return new TcpRun(script, { ...target, topic: `t${playedTopics}-${script.id}`, patience: patienceWith(target) });
  });
  const topics = runs.map(({ topic }) => topic);
  await withAdmin(target, (admin) => inTurn(inChunks(topics, chunkSize), (some) => admin.createTopics(some)));
  let live = runs;
  while (live.length > 0) {
    const paused: TcpRun[] = [];
    await eachConcurrently(live, workers, async (run) => {
      if ((await run.advance()) === "restart") paused.push(run);
    });
    if (paused.length > 0) {
      await target.restart(how);
      const waiting = paused.map(({ topic }) => topic);
      await withAdmin(target, (admin) => inTurn(inChunks(waiting, chunkSize), (some) => admin.awaitLeaders(some)));
    }
    live = paused;
  }
  await eachConcurrently(runs, workers, async (run) => {
    answers.set(run.script, await run.finish());
  });
  const names = topics.map(({ name }) => name);
  await withAdmin(target, (admin) => inTurn(inChunks(names, chunkSize), (some) => admin.deleteTopics(some)));
}

/** Silence counts when the broker answers a stranger. */
const patienceWith = (target: TcpTarget): Patience => ({
  millis: silenceMillis,
  probe: async () => {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      if (await Admin.answers(target.host, target.port)) return;
      await sleep(100);
    }
  },
});

async function withAdmin(target: TcpTarget, use: (admin: Admin) => Promise<void>): Promise<void> {
  const admin = await Admin.open(target.host, target.port);
  try {
    await use(admin);
  } finally {
    admin.close();
  }
}

async function inTurn<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (const item of items) await act(item);
}

async function eachConcurrently<Item>(
  items: readonly Item[],
  width: number,
  act: (item: Item) => Promise<void>,
): Promise<void> {
  const left = items.values();
  const work = async (): Promise<void> => {
    for (const item of left) await act(item);
  };
  await Promise.all(Array.from({ length: width }, work));
}

const inChunks = <Item>(items: readonly Item[], size: number): Item[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));
