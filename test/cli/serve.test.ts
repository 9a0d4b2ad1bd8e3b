import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { built } from "../support/built.ts";
import { onceproof } from "../support/command.ts";
import { servedForTest, WireClient } from "../support/wire-client.ts";

const command = [built, "serve"];

function spawned(...args: readonly string[]) {
  const child = spawn(process.execPath, [...command, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("serve says in one line where it listens, answers there, and SIGTERM ends it cleanly", async () => {
  const child = spawned("--port", "0", "--profile", "kafka-2.4");
  const lines: string[] = [];
  const output = createInterface(child.stdout);
  output.on("line", (line) => lines.push(line));
  await once(output, "line");
  const port = Number(/^kafka-2\.4 listens on 127\.0\.0\.1:(\d+)$/.exec(lines[0] ?? "")?.[1]);
  const client = new WireClient({ host: "127.0.0.1", port });
  expect(await client.versionsOf("Produce")).toEqual([0, 8]);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(await client.hear(5_000)).toBe("closed");
  expect(lines).toHaveLength(1);
}, 300_000);

test("serve on a port that is taken says so in one line and exits with 2", async () => {
  const { port } = await servedForTest();
  const child = spawned("--port", String(port));
  let err = "";
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  expect(await once(child, "exit")).toEqual([2, null]);
  expect(err).toMatch(new RegExp(`^onceproof: --port ${port}: .*EADDRINUSE.*\n$`));
}, 300_000);

test("serve refuses ports and profiles that are none", () => {
  expect(onceproof("serve", "--port", "65536")).toMatchObject({ code: 2, err: expect.stringContaining("0 to 65535") });
  const unknown = onceproof("serve", "--port", "0", "--profile", "kafka-4");
  expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining('did you mean "kafka-4.') });
});
