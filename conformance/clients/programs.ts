import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Why a client can't run on this machine: one line for people. */
export class MissingTool extends Error {
  override readonly name = "MissingTool";
}

/** How to start a client's program, without what it is to do. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** A client that is held against the broker. */
export interface Client {
  /** As options and cases call it. */
  readonly name: string;
  /** What tells the history of a produce run. Installs it if need be. @throws MissingTool */
  install(cache: string): Program;
}

const programs = join(import.meta.dirname, "programs");

const installMillis = 300_000;

/** Runs a tool to its end. @throws MissingTool with what it complained about first. */
function run(command: string, args: readonly string[], cwd: string): string {
  const done = spawnSync(command, args, { cwd, encoding: "utf8", timeout: installMillis });
  if (done.error !== undefined) throw new MissingTool(`\`${command}\` can't be run: ${done.error.message}`);
  if (done.status !== 0) {
    const said = `${done.stderr}\n${done.stdout}`.split("\n").find((line) => /error|fail/i.test(line)) ?? done.stderr;
    throw new MissingTool(`\`${command} ${args.slice(0, 2).join(" ")}\` failed: ${said.trim()}`);
  }
  return done.stdout;
}

/** @throws MissingTool */
function require(command: string, probe: readonly string[], what: string): void {
  if (spawnSync(command, probe).error !== undefined) throw new MissingTool(`no \`${command}\` on the PATH: ${what}`);
}

function nodeProgram(file: string): Program {
  const folder = join(programs, "node");
  if (!existsSync(join(folder, "node_modules"))) run("npm", ["ci", "--no-audit", "--no-fund"], folder);
  return { command: process.execPath, args: [join(folder, file)] };
}

/** Builds a Java program of one source file, to run with the client of that version. @throws MissingTool */
export function javaProgram(version: string, cache: string, source = join(programs, "java", "Client.java")): Program {
  require("java", ["-version"], "the Java client needs Java 17 and Maven");
  require("mvn", ["-version"], "the Java client is fetched through Maven");
  const folder = join(cache, `java-${version}`);
  const kept = join(folder, "class-path.txt");
  mkdirSync(folder, { recursive: true });
  if (!existsSync(kept)) {
    const settings = [`-Dkafka.version=${version}`, `-Dmdep.outputFile=${kept}`, "-DincludeScope=runtime"];
    run("mvn", ["-q", "-B", "dependency:build-classpath", ...settings], join(programs, "java"));
  }
  const classPath = readFileSync(kept, "utf8").trim();
  run("javac", ["-d", folder, "-cp", classPath, basename(source)], dirname(source));
  const main = basename(source, ".java");
  return { command: "java", args: ["-Xmx256m", "-XX:+UseSerialGC", "-cp", `${folder}:${classPath}`, main] };
}

/** Builds one of the commands of the Go module; `name` is its folder. */
export function goProgram(name: string, cache: string): Program {
  require("go", ["version"], "franz-go, Sarama and kfake need Go");
  const built = join(cache, `go-${name}`);
  mkdirSync(cache, { recursive: true });
  run("go", ["build", "-o", built, `./${name}`], join(programs, "go"));
  return { command: built, args: [] };
}

function pythonProgram(cache: string): Program {
  require("python3", ["--version"], "librdkafka comes with confluent-kafka for Python");
  const folder = join(cache, "python");
  const python = join(folder, "bin/python");
  if (!existsSync(python)) run("python3", ["-m", "venv", folder], programs);
  if (spawnSync(python, ["-c", "import confluent_kafka"]).status !== 0) {
    run(python, ["-m", "pip", "-q", "install", "-r", "requirements.txt"], join(programs, "python"));
  }
  return { command: python, args: [join(programs, "python", "librdkafka.py")] };
}

function kcatProgram(): Program {
  require("kcat", ["-V"], "install the package kcat to have librdkafka 2.0.2 as Debian ships it");
  return { command: process.execPath, args: [join(programs, "node", "kcat.mjs")] };
}

export const clients: readonly Client[] = [
  { name: "kafkajs", install: () => nodeProgram("kafkajs.mjs") },
  { name: "platformatic", install: () => nodeProgram("platformatic.mjs") },
  { name: "librdkafka", install: pythonProgram },
  { name: "kcat", install: kcatProgram },
  { name: "java-3.9", install: (cache) => javaProgram("3.9.1", cache) },
  { name: "java-4", install: (cache) => javaProgram("4.4.0", cache) },
  { name: "franz-go", install: (cache) => goProgram("client", cache) },
  { name: "sarama", install: (cache) => goProgram("sarama", cache) },
];
