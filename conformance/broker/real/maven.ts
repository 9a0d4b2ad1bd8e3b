import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a live run needs and this machine lacks; the message is one line for people. */
export class MissingTool extends Error {
  override readonly name = "MissingTool";
}

const oldestJava = 17;

/** Throws MissingTool unless Java (17 or newer) and Maven answer. `real` is what needs them. */
export function requireTools(real = "a real broker"): void {
  const java = spawnSync("java", ["-version"], { encoding: "utf8" });
  if (java.error !== undefined) {
    throw new MissingTool(`no \`java\` on the PATH: ${real} needs Java 17 and Maven; nothing was compared`);
  }
  const found = /version "(?:1\.)?(\d+)/.exec(`${java.stderr}${java.stdout}`)?.[1];
  if (found === undefined || Number(found) < oldestJava) {
    throw new MissingTool(`\`java\` is version ${found ?? "unknown"}: ${real} needs 17; nothing was compared`);
  }
  if (spawnSync("mvn", ["-version"], { encoding: "utf8" }).error !== undefined) {
    throw new MissingTool(`no \`mvn\` on the PATH: ${real} is fetched through Maven; nothing was compared`);
  }
}

const pomFor = (version: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>onceproof</groupId>
  <artifactId>real-broker</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${version}</version>
    </dependency>
    <dependency>
      <groupId>org.slf4j</groupId>
      <artifactId>slf4j-simple</artifactId>
      <version>1.7.36</version>
    </dependency>
  </dependencies>
</project>
`;

/**
 * The class path of a broker of `version`, its ZooKeeper client or server included. Maven fetches what its own local
 * repository lacks; the answer is kept under `cacheFolder`, so that later runs ask nobody.
 */
export function resolveClassPath(version: string, cacheFolder: string): string {
  const folder = join(cacheFolder, version);
  const kept = join(folder, "class-path.txt");
  if (existsSync(kept)) {
    const known = readFileSync(kept, "utf8").trim();
    if (known.split(":").every((jar) => existsSync(jar))) return known;
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "pom.xml"), pomFor(version));
  const goal = ["-q", "-B", "dependency:build-classpath", `-Dmdep.outputFile=${kept}`, "-DincludeScope=runtime"];
  const maven = spawnSync("mvn", goal, { cwd: folder, encoding: "utf8" });
  if (maven.status !== 0 || !existsSync(kept)) {
    const said = maven.stdout.split("\n").find((line) => line.includes("ERROR")) ?? "nothing";
    throw new MissingTool(`Maven could not fetch kafka_2.13:${version}: ${said.trim()}`);
  }
  return readFileSync(kept, "utf8").trim();
}
