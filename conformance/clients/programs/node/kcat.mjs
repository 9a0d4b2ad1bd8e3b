/**
 * kcat, with the librdkafka that Debian ships: sends lines and reads them back, and writes its history. kcat says of each
 * record that was delivered where it lies, in the order of the partition, and not which it was: the n-th delivery of a
 * partition is taken for its n-th record. Settings are librdkafka's own. Without a plan; one partition.
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readArguments } from "./arguments.mjs";
import { idOf, tell, valueOf } from "./history.mjs";

const run = readArguments(process.argv.slice(2));
const settings = [...run.settings].flatMap(([name, value]) => ["-X", `${name}=${value}`]);
const common = ["-b", run.bootstrap, "-t", run.topic];
const ids = run.groups.flat(2);

async function* linesOf(stream) {
  yield* createInterface({ input: stream });
}

const ended = (child) => new Promise((resolve) => child.once("close", resolve));

async function version() {
  const kcat = spawn("kcat", ["-V"]);
  let text = "";
  for await (const line of linesOf(kcat.stdout)) text += line;
  return /librdkafka ([\d.]+)/.exec(text)?.[1] ?? "unknown";
}

async function produce() {
  // Three times -v: kcat then tells of each delivery. -E: it goes on when a connection breaks.
  const args = ["-P", "-E", ...common, "-p", "0", "-v", "-v", "-v", "-X", "enable.idempotence=true", ...settings];
  const kcat = spawn("kcat", args, { stdio: ["pipe", "ignore", "pipe"] });
  for (const id of ids) tell({ event: "send", record: id, partition: 0 });
  kcat.stdin.on("error", () => undefined);
  kcat.stdin.end(`${ids.map(valueOf).join("\n")}\n`);
  let next = 0;
  for await (const line of linesOf(kcat.stderr)) {
    const delivered = /delivered to partition (\d+) \(offset (-?\d+)\)/i.exec(line);
    const failed = /delivery failed[^:]*: (.*)/i.exec(line);
    if (delivered !== null) {
      tell({ event: "acked", record: ids[next], partition: Number(delivered[1]), offset: Number(delivered[2]) });
      next += 1;
    } else if (failed !== null) {
      tell({ event: "failed", record: ids[next], error: failed[1] });
      next += 1;
    }
  }
}

async function readBack() {
  const kcat = spawn("kcat", ["-C", ...common, "-p", "0", "-o", "beginning", "-e", "-q", "-f", "%o %s\n"]);
  const through = ended(kcat);
  for await (const line of linesOf(kcat.stdout)) {
    const [offset, value] = line.split(" ");
    tell({ event: "read", record: idOf(value), partition: 0, offset: Number(offset) });
  }
  const code = await through;
  if (code !== 0) tell({ event: "unread", why: `kcat -C ended with ${code}` });
}

tell({ event: "client", name: "kcat (librdkafka)", version: await version() });
const begin = performance.now();
await produce();
const produced = performance.now();
await readBack();
tell({ event: "end", produceMillis: produced - begin, readMillis: performance.now() - produced });
