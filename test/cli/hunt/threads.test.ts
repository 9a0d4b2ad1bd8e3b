import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { readLedger } from "../../../src/lab/hunt/ledger.ts";
import { built } from "../../support/built.ts";
import { fileWith, folder } from "../../support/command.ts";

/** Records are lost and doubled in most of its runs. */
const unsafe = [
  "name: unsafe",
  "network: { loss: 10%, cut: 5%, delay: { from: 1ms, to: 9ms } }",
  "producers:",
  "  - name: shop",
  "    config: { enable.idempotence: false, request.timeout.ms: 100, delivery.timeout.ms: 1000 }",
  "    stream: { count: 40, every: 3ms, to: [orders-0], valueBytes: 4 }",
  "",
].join("\n");

const hunt = (...args: readonly string[]): readonly string[] => [built, "hunt", ...args];

/** A hunt that is through, and what it said. */
function hunted(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, hunt(...args), { encoding: "utf8" });
  return { status, stdout, stderr };
}

function reported(text: string): object {
  const { elapsedMillis: _, ...report } = JSON.parse(text) as { elapsedMillis: number };
  return report;
}

interface Running {
  readonly child: ChildProcess;
  /** Its exit code, or the signal that ended it, with what it had said by then. */
  readonly ended: Promise<{ readonly by: number | string | null; readonly out: string; readonly err: string }>;
}

/** A hunt that has just begun. */
function begun(...args: readonly string[]): Running {
  const child = spawn(process.execPath, hunt(...args), { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = new Promise<Awaited<Running["ended"]>>((resolve) =>
    child.once("close", (code, signal) => resolve({ by: signal ?? code, out, err })),
  );
  return { child, ended };
}

const linesOf = (out: string): number => {
  const file = join(out, "ledger.jsonl");
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;
};

/** Waits until the ledger of a folder has more lines than before. */
async function grown(out: string, before: number, by = 3): Promise<void> {
  for (let waited = 0; linesOf(out) < before + by; waited += 10) {
    if (waited > 50_000) throw new Error("the hunt writes nothing down");
    await pause(10);
  }
}

test("any number of threads finds the same, counts the same and says the same", () => {
  const file = fileWith(unsafe);
  const said = ["1", "2", "3"].map((workers) => hunted(file, "--seeds", "150", "--workers", workers, "--json"));
  const [one] = said;
  expect(said.map(({ status }) => status)).toEqual([10, 10, 10]);
  expect(reported(one?.stdout ?? "")).toMatchObject({ seeds: 150, complete: true });
  for (const { stdout, stderr } of said) {
    expect(stderr).toBe("");
    expect(reported(stdout)).toEqual(reported(one?.stdout ?? ""));
  }
});

test("so it is where what is run hangs on what was seen", () => {
  const said = ["1", "3"].map((workers) =>
    hunted("gallery/Z12", "--seeds", "300", "--guided", "--workers", workers, "--json"),
  );
  const [one, three] = said;
  expect(said.map(({ status }) => status)).toEqual([10, 10]);
  expect(reported(three?.stdout ?? "")).toEqual(reported(one?.stdout ?? ""));
});

test("a hunt that is killed in the middle, again and again, ends with the totals of one that nobody disturbed", async () => {
  const file = fileWith(unsafe);
  const [out, undisturbed] = [join(folder(), "d"), join(folder(), "d")];
  const seeds = ["--seeds", "900", "--workers", "2", "--swarm", "none"];
  let kills = 0;
  for (const by of [1, 4]) {
    const { child, ended } = begun(file, ...seeds, "--out", out, "--resume");
    await grown(out, linesOf(out), by);
    child.kill("SIGKILL");
    if ((await ended).by === "SIGKILL") kills++;
    expect(readdirSync(out).filter((name) => name.startsWith("lock."))).toHaveLength(1);
  }
  expect(kills).toBe(2);
  const resumed = hunted(file, ...seeds, "--out", out, "--resume", "--json");
  const whole = hunted(file, ...seeds, "--out", undisturbed, "--json");
  expect([resumed.status, whole.status]).toEqual([10, 10]);
  expect(JSON.stringify(reported(resumed.stdout)).replaceAll(out, undisturbed)).toBe(
    JSON.stringify(reported(whole.stdout)),
  );
  const repros = readdirSync(undisturbed).filter((name) => name.endsWith(".repro.yml"));
  expect(readdirSync(out).filter((name) => !name.startsWith("."))).toEqual(readdirSync(undisturbed));
  expect(repros.length).toBeGreaterThan(0);
  for (const name of repros) {
    expect(readFileSync(join(out, name), "utf8")).toBe(readFileSync(join(undisturbed, name), "utf8"));
  }
  const read = readLedger(readFileSync(join(out, "ledger.jsonl"), "utf8"));
  expect(read).toMatchObject({ dropped: 0, tally: { runs: 900 } });
}, 180_000);

test("Ctrl-C ends with a summary, the exit code of what was found, and a ledger to go on with", async () => {
  const file = fileWith(unsafe);
  for (const [signal, workers] of [
    ["SIGINT", "1"],
    ["SIGTERM", "2"],
  ] as const) {
    const out = join(folder(), "d");
    const seeds = ["--seeds", "1000000", "--workers", workers];
    const { child, ended } = begun(file, ...seeds, "--out", out);
    await grown(out, 0);
    child.kill(signal);
    // As it comes to the process when `npx` passes it on as well.
    child.kill(signal);
    const { by, out: printed, err } = await ended;
    expect(by).toBe(10);
    expect(printed).toMatch(/^seeds +[\d ]+ \([\d ]+ each second\)$/m);
    expect(printed).toContain("see it: npx onceproof replay");
    expect(err).toMatch(/interrupted after [\d ]+ of 1 000 000 seeds; go on with: npx onceproof hunt/);
    expect(err).toContain(`--seeds 1000000 --from 1 --out ${out} --resume`);
    expect(readdirSync(out).filter((name) => name.startsWith("lock."))).toEqual([]);
    const read = readLedger(readFileSync(join(out, "ledger.jsonl"), "utf8"));
    expect(read).toMatchObject({ dropped: 0 });
  }
});

test("two hunts at once into one folder are refused: the second names the first", async () => {
  const file = fileWith(unsafe);
  const out = join(folder(), "d");
  const { child, ended } = begun(file, "--seeds", "1000000", "--out", out);
  await grown(out, 0, 1);
  const { status, stderr } = hunted(file, "--seeds", "1000000", "--out", out, "--resume");
  expect(status).toBe(2);
  expect(stderr).toContain(`process ${child.pid} is hunting into it; wait for it, or give another folder`);
  child.kill("SIGINT");
  expect((await ended).by).toBe(10);
});
