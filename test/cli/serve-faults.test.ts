import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Kafka, logLevel } from "kafkajs";
import { expect, onTestFinished, test } from "vitest";
import { built } from "../support/built.ts";
import { onceproof } from "../support/command.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const command = [built, "serve", "--port", "0"];

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "onceproof-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** Serves; gives where, and how to end it with what it said. */
async function serving(...args: readonly string[]) {
  const child = spawn(process.execPath, [...command, "--control-port", "0", ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const out: string[] = [];
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const lines = createInterface(child.stdout);
  lines.on("line", (line) => out.push(line));
  await once(lines, "line");
  const [, bootstrap = "", control = ""] = /listens on (\S+), control on (\S+)$/.exec(out[0] ?? "") ?? [];
  const end = async () => {
    child.kill("SIGTERM");
    const [code] = (await once(child, "close")) as [number];
    return { code, out: out.slice(1).join("\n"), err };
  };
  return { bootstrap, control, end };
}

async function sendTwoAtOnce(bootstrap: string): Promise<void> {
  const kafka = new Kafka({ clientId: "shop", brokers: [bootstrap], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ idempotent: true, retry: { initialRetryTime: 50 } });
  await producer.connect();
  const send = (value: string) => producer.send({ topic: "orders", messages: [{ value }] });
  await send("first");
  await Promise.all([send("second"), send("third")]);
  await producer.disconnect();
}

test("a fault file strikes; at the end the diagram, the trace and the broken promises are told", async () => {
  const here = folder();
  const [faults, trace] = [join(here, "faults.yml"), join(here, "trace.jsonl")];
  writeFileSync(faults, 'faults:\n  - { message: "broker-1>shop Produce response #2", do: cut }\n');
  const { bootstrap, end } = await serving("--faults", faults, "--trace", trace, "--diagram");
  await sendTwoAtOnce(bootstrap);
  const { code, out, err } = await end();
  expect(code).toBe(0);
  expect(out).toMatch(/^wall-clock time since the start, as the broker saw it; not deterministic\n/);
  expect(out).toContain("✗── Produce response #2: ok, offset 1");
  expect(err.match(/^broken: .*$/gm)).toHaveLength(4);
  expect(err).toMatch(
    /^broken: acknowledged-offset-holds-record, (second|third): wanted orders-0 holds it at offset 1/m,
  );
  const entries = readFileSync(trace, "utf8").trimEnd().split("\n");
  expect(JSON.parse(entries[0] ?? "")).toMatchObject({ clock: "wall", deterministic: false });
  expect(entries.filter((line) => line.includes('"kind":"cut"'))).toHaveLength(1);
}, 60_000);

test("the commands that the README gives for the control port work", async () => {
  const { bootstrap, control, end } = await serving();
  await sendTwoAtOnce(bootstrap);
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const commands = [...readme.matchAll(/^curl (?:-X (\w+) |-N )?http:\/\/127\.0\.0\.1:9644(\S+)(?: -d '(.*)')?$/gm)];
  expect(commands.length).toBeGreaterThan(7);
  for (const [line, method = "GET", path = "", body] of commands) {
    const answer = await fetch(`${control}${path}`, { method, ...(body === undefined ? {} : { body }) });
    expect([line, answer.status]).toEqual([line, 200]);
    await answer.body?.cancel();
  }
  expect((await end()).code).toBe(0);
}, 60_000);

test("the fault file that the README shows is one", () => {
  const shown =
    /`faults\.yml`:\n\n```yaml\n([\s\S]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8"))?.[1] ?? "";
  const file = join(folder(), "faults.yml");
  writeFileSync(file, shown.replace("do: cut", "do: dance"));
  // Read as far as to the one thing that was made wrong.
  expect(onceproof("serve", "--port", "0", "--faults", file)).toMatchObject({
    code: 2,
    err: expect.stringContaining(`${file}:2: faults[0].do is "dance", and must be one of drop, swallow, cut`),
  });
});

test("serve refuses what it cannot read, and to write over it", () => {
  const file = join(folder(), "faults.yml");
  expect(onceproof("serve", "--faults", file)).toMatchObject({ code: 2, err: expect.stringContaining("no such file") });
  writeFileSync(file, "faults: []\n");
  expect(onceproof("serve", "--faults", file, "--trace", file)).toMatchObject({
    code: 2,
    err: expect.stringContaining("is read as --faults"),
  });
});
