import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ClientLine } from "../../src/model/config/definition.ts";
import { MissingTool, requireTools } from "../broker/real/maven.ts";
import { given, type Script, type Verdict } from "./verdicts.ts";

/** A version of kafka-clients that can be asked, and the client line that stands for it. */
export interface RealVersion {
  readonly version: string;
  readonly line: ClientLine;
}

export const realVersions: readonly RealVersion[] = [
  { version: "3.9.1", line: "java-3.9" },
  { version: "4.4.0", line: "java-4.4" },
];

/** What the real client defines of one of its settings. */
export interface RealDefinition {
  readonly key: string;
  readonly type: string;
  /** As text; null where it is null, or where there is none because the key is required. */
  readonly default: string | null;
  readonly required: boolean;
  /** As the client writes it; null: anything of the type; empty: a demand that it has no words for. */
  readonly validator: string | null;
  readonly importance: string;
  readonly internal: boolean;
}

/** Enough for a verdict on tens of thousands of settings. */
const mostOutput = 512 * 1024 * 1024;

/** A Java program of ours with what Maven fetched for it. */
export interface JavaProgram {
  run(main: string, input: string): string;
}

/**
 * Fetches the class path of `folder`/pom.xml, builds the Java files beside it and `more`, and keeps all under `cache`.
 *
 * @throws MissingTool where Java 17 or Maven is missing or cannot fetch.
 */
export function javaProgram(
  folder: string,
  cache: string,
  settings: readonly string[],
  more: readonly string[],
): JavaProgram {
  requireTools("a real producer");
  mkdirSync(cache, { recursive: true });
  const kept = join(cache, "class-path.txt");
  if (!existsSync(kept) || !hasAll(readFileSync(kept, "utf8"))) {
    const goal = ["-q", "-B", "dependency:build-classpath", `-Dmdep.outputFile=${kept}`, "-DincludeScope=runtime"];
    const maven = spawnSync("mvn", [...goal, ...settings], { cwd: folder, encoding: "utf8" });
    const said = maven.stdout.split("\n").find((line) => line.includes("ERROR")) ?? "nothing";
    if (maven.status !== 0) throw new MissingTool(`Maven could not fetch what ${folder} needs: ${said.trim()}`);
  }
  const libraries = readFileSync(kept, "utf8").trim();
  const sources = [...readdirSync(folder).filter((name) => name.endsWith(".java")), ...more];
  const compiled = spawnSync("javac", ["-d", cache, "-cp", libraries, ...sources], { cwd: folder, encoding: "utf8" });
  if (compiled.status !== 0) throw new MissingTool(`\`javac\` could not build ${folder}: ${compiled.stderr}`);
  return {
    run(main, input) {
      const args = ["-Xmx512m", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8", "-cp", `${cache}:${libraries}`, main];
      const done = spawnSync("java", args, { input, encoding: "utf8", maxBuffer: mostOutput });
      if (done.status !== 0) throw new Error(`${main} ended with ${done.status}: ${done.stderr.slice(-2_000)}`);
      return done.stdout;
    },
  };
}

const hasAll = (classPath: string): boolean =>
  classPath
    .trim()
    .split(":")
    .every((jar) => existsSync(jar));

/** The real producer of one version. */
export class RealProducer {
  readonly #program: JavaProgram;

  /** @throws MissingTool */
  constructor({ version }: RealVersion, cacheFolder: string) {
    const folder = join(import.meta.dirname, "java");
    this.#program = javaProgram(folder, join(cacheFolder, version), [`-Dkafka.version=${version}`], []);
  }

  verdicts(scripts: readonly Script[]): readonly Verdict[] {
    if (scripts.length === 0) return [];
    const input = scripts.map((script) => `${wordsOf(script)}\n`).join("");
    const verdicts = linesOf<Verdict>(this.#program.run("Verdicts", input));
    if (verdicts.length !== scripts.length) {
      throw new Error(`${scripts.length} settings were asked about, and ${verdicts.length} verdicts came`);
    }
    return verdicts;
  }

  definitions(): readonly RealDefinition[] {
    return linesOf<RealDefinition>(this.#program.run("Definitions", ""));
  }
}

const encoded = (text: string): string => Buffer.from(text, "utf8").toString("base64");

const wordsOf = (script: Script): string =>
  Object.entries(given(script))
    .map(([key, value]) => (value === null ? encoded(key) : `${encoded(key)}:${encoded(value)}`))
    .join(" ");

export const linesOf = <Line>(text: string): Line[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
