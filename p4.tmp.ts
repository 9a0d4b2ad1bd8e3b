import { createRequire } from "node:module"; const require = createRequire(import.meta.url);
import { subjectOf } from "./src/lab/explore/subject.ts";
import { World } from "./src/lab/explore/world.ts";
import { runOf } from "./src/lab/explore/counterexample.ts";
import { walked } from "./src/lab/explore/way.ts";
import { scenarioOf } from "./src/scenarios/files.ts";
import { logsOf, deliveriesOf } from "./src/scenarios/run.ts";
const sarg = (n: string, d: string) => { const i = process.argv.indexOf("--" + n); return i < 0 ? d : process.argv[i + 1]!; };
const arg = (n: string, d: number) => Number(sarg(n, String(d)));
const config = Object.fromEntries(process.argv.flatMap((a, i) => a === "--set" ? [process.argv[i + 1]!.split("=")] : []));
const scenario = scenarioOf({ name: "x", network: { discipline: sarg("net", "datagram") as any }, profiles: { producer: sarg("producer", "java-3.9"), broker: sarg("broker", "kafka-4.4") }, producers: Array.from({ length: arg("producers", 1) }, (_, p) => ({ name: "shop" + p, config, sends: [{ to: "orders-0", key: "r" + p, value: "xxxx" }] })) });
const subject = subjectOf(scenario, { records: arg("records", 2), losses: arg("losses", 1), duplicates: arg("dups", 1), reorder: arg("reorder", 1), crashes: arg("crashes", 0), restarts: arg("restarts", 0) });
let seed = arg("seed", 1); const rnd = (n: number) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor(((seed >>> 8) / 2 ** 24) * n); };
const world = new World(subject.prepared.plan, subject.scope, { reduced: false });
let same = 0, differ = 0, n = arg("n", 200), steps = 0;
for (let k = 0; k < n; k++) {
  const actions: number[] = []; let state = world.first;
  for (;;) { const succ: [Int32Array, number][] = []; world.expand(state, (next, a) => succ.push([next.slice(), a])); if (succ.length === 0) break; const [s, a] = succ[rnd(succ.length)]!; state = s; actions.push(a); }
  steps += actions.length;
  const ending = world.truth.ending(state[world.width - 3]!);
  let text = ""; let err: any;
  try {
    const { result, repro } = runOf(subject, world, actions); (globalThis as any).rep = repro;
    const logs = logsOf(result);
    text = Object.entries(logs).flatMap(([tp, es]) => es.map((e) => tp + ":" + e.record)).join(" ") + "; " + deliveriesOf(result).map((d) => [d.producer, d.record, d.outcome, d.offset ?? d.error ?? ""].join(" ")).sort().join(", ");
    if (result.end !== "settled") text += " LIMIT";
    text += " | " + result.violations.filter((v) => !v.allowed).map((v) => v.property).sort().join();
  } catch (e) { err = e; }
  const want = ending.text + " | " + ending.broken.map((v) => v.property).sort().join();
  if (text === want) same++;
  else { differ++; if (differ < 2) { require("node:fs").writeFileSync("/tmp/proto/rep.json", JSON.stringify((globalThis as any).rep)); console.log("DIFFER", want, "\n   ", text, err); const w = walked(world, actions); const sh = (m: number) => m < 0 ? String(m) : world.vocabulary.messages.at(m).api + "#" + (world.vocabulary.messages.at(m) as any).correlationId;
    for (const st of w) console.log("   ", world.timeOf(st.after), st.action.deed, st.action.client, st.taking ? st.taking.fate + " " + sh(st.taking.message) + "@" + st.taking.connection : ""); } }
}
console.log({ same, differ, steps });
