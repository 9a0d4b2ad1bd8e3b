import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MissingTool } from "../../broker/real/maven.ts";
import type { RealVersion } from "./versions.ts";

const recorder = join(import.meta.dirname, "../recorder");

/** The class path of the recorder for a version; it is built first unless it was, from the same sources. */
export function buildRecorder({ version, sources }: RealVersion): string {
  const target = join(recorder, "target", version);
  const classPath = `${join(target, "classes")}:${join(target, "lib", "*")}`;
  const stamp = join(target, "built-from.txt");
  const digest = digestOf(["pom.xml", "src", join("lines", sources)]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return classPath;
  const goals = ["-q", "-B", "clean", "package", `-Dkafka.version=${version}`, `-Dline=${sources}`];
  const maven = spawnSync("mvn", goals, { cwd: recorder, encoding: "utf8" });
  if (maven.status !== 0) {
    const said = maven.stdout.split("\n").find((line) => line.includes("ERROR")) ?? "nothing";
    throw new MissingTool(`Maven could not build the recorder for kafka-clients ${version}: ${said.trim()}`);
  }
  writeFileSync(stamp, digest);
  return classPath;
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) {
    const files = path.endsWith(".xml") ? [path] : filesUnder(path);
    for (const file of files) hash.update(file).update(readFileSync(join(recorder, file)));
  }
  return hash.digest("hex");
}

const filesUnder = (folder: string): readonly string[] =>
  readdirSync(join(recorder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath.slice(recorder.length + 1), entry.name))
    .sort();
