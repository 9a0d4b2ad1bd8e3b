import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Finding, Gate, Planted } from "./gate.ts";
import { projectFiles } from "./tools.ts";
import { scanHostWords, scanKafkaWords } from "./word-scan.ts";

const inLayers = /^src\/(?:sim|model|input|scenarios|lab)\/.*\.ts$/;
const inKernel = /^src\/sim\//;

/** What is wrong with the words of one file, by the layer in which it lies. */
export function scanWords(path: string, text: string): readonly Finding[] {
  if (!inLayers.test(path)) return [];
  const hits = [...scanHostWords(path, text), ...(inKernel.test(path) ? scanKafkaWords(text) : [])];
  return hits.map(({ line, what }) => ({ where: `${path}:${line}`, what }));
}

const breaches: readonly (readonly [path: string, text: string])[] = [
  ["src/sim/breach.ts", "for (const key in {}) void key;"],
  ["src/model/breach.ts", "export const f = async (): Promise<void> => {};"],
  ["src/scenarios/breach.ts", "await f();"],
  ["src/lab/breach.ts", "export const luck = Math.random();"],
  ["src/sim/breach.ts", "export const now = Date.now();"],
  ["src/model/breach.ts", "export const now = new Date();"],
  ["src/lab/breach.ts", "export const late = Math.log(2);"],
  ["src/lab/breach.ts", "export const wide = x ** 0.5;"],
  ["src/sim/breach.ts", "export const producerCount = 1;"],
  ["src/sim/breach.ts", "// as brokers do"],
];

/** Host words in the layers, and words of Kafka in the kernel. */
export const words: Gate = {
  name: "words",
  async look(root) {
    const seen = (await projectFiles(root)).filter((path) => inLayers.test(path));
    const findings = seen.flatMap((path) => scanWords(path, readFileSync(join(root, path), "utf8")));
    const planted: Planted[] = breaches.map(([path, text]) => ({
      breach: `${text} in ${path}`,
      caught: scanWords(path, `${text}\n`).length > 0,
    }));
    return { saw: seen.length, findings, planted };
  },
};
