/**
 * Outlives the run that started it by a moment: when its standard input ends, however the run ended, it kills the
 * processes it was told of and removes the folders. Lines: `pid N`, `gone N`, `folder PATH`.
 */
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";

const pids = new Set();
const folders = new Set();

process.on("SIGINT", () => {});
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...rest] = line.split(" ");
  if (word === "pid") pids.add(Number(rest[0]));
  if (word === "gone") pids.delete(Number(rest[0]));
  if (word === "folder") folders.add(rest.join(" "));
}
for (const pid of pids) {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It had ended already.
  }
}
for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
