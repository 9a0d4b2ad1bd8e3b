import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { gallery } from "../../src/scenarios/gallery/index.ts";
import { fileWith, onceproof, onceproofInTime, printed } from "../support/command.ts";

interface ListedBug {
  readonly name: string;
  readonly title: string;
  readonly fixedIn: string;
}

describe("the gallery of bugs", () => {
  test("is listed, for people with where each was repaired, for programs by name and title", () => {
    const { code, out } = onceproof("list", "gallery");
    expect(code).toBe(0);
    expect(out).toContain("Z12  The broker remembers one batch");
    expect(out).toContain("fixed in: Kafka 1.0.0 (KAFKA-5494)");
    const listed = printed<readonly ListedBug[]>(onceproof("list", "gallery", "--json"));
    expect(listed.map(({ name, title }) => [name, title])).toEqual(gallery.map(({ id, title }) => [id, title]));
  });

  test.each(gallery.map(({ id }) => id))("runs as expected with the bug and with what helps: gallery/%s", (id) => {
    for (const fixed of [[], ["--fixed"]]) expect(onceproof("run", `gallery/${id}`, ...fixed).code).toBe(0);
  });

  test("tells the bug: what happened, why, what helps, and the commands for more", () => {
    const { out } = onceproof("run", "gallery/Z12");
    for (const said of [
      "Where it happened",
      "Affected: Kafka brokers 0.11.0.0",
      "A fix: ",
      "npx onceproof run gallery/Z12 --fixed",
      "npx onceproof hunt gallery/Z12 --seeds 1000",
      "npx onceproof run gallery/Z12 --diagram",
    ]) {
      expect(out).toContain(said);
    }
    const { out: fixed } = onceproof("run", "gallery/Z12", "--fixed");
    expect(fixed).toContain("Z12: the same with what helps");
    expect(fixed).toMatch(/without what helps +npx onceproof run gallery\/Z12\n/);
    expect(onceproof("run", "gallery/Z25").out).toContain("A trade, and no fix: ");
  });

  test("goes with another profile, in any case of its letters, and by its number alone", () => {
    expect(onceproof("run", "gallery/Z12", "--profile", "kafka-1.0").out).toContain("all ");
    expect(onceproof("run", "gallery/z12").code).toBe(0);
    const { logs } = printed<{ readonly logs: object }>(onceproof("run", "Z12", "--json"));
    expect(logs).toEqual(printed<{ readonly logs: object }>(onceproof("run", "gallery/Z12", "--json")).logs);
  });

  test("is hunted: found, and its seed shown by the command that is printed; quiet with what helps", async () => {
    const hunted = await onceproofInTime("hunt", "gallery/Z02", "--seeds", "30", "--workers", "1");
    expect(hunted.code).toBe(10);
    const command = /npx onceproof (run gallery\/Z02 .*)$/m.exec(hunted.out)?.[1] ?? "";
    const again = onceproof(...command.split(" "));
    expect(again.code).toBe(10);
    expect(again.out).toContain("acknowledged-exactly-once (safety) broke");
    const quiet = await onceproofInTime("hunt", "gallery/Z02", "--fixed", "--seeds", "30", "--workers", "1");
    expect(quiet.code).toBe(0);
  });

  test("names what is near, and says of --fixed whom it is for", () => {
    expect(onceproof("run", "gallery/Z9")).toMatchObject({
      code: 2,
      err: 'onceproof: no bug of the gallery is called "gallery/Z9"; did you mean gallery/Z19? (all of them: onceproof list gallery)',
    });
    expect(onceproof("run", "Z9").err).toContain("did you mean gallery/Z");
    const file = fileWith("name: mine\nproducers: [{ name: shop, sends: [{ to: orders-0 }] }]\n");
    for (const other of ["lost-ack", file]) {
      expect(onceproof("run", other, "--fixed").err).toContain("--fixed: is for bugs of the gallery");
    }
  });

  test("is completed by bash", () => {
    const { out } = onceproof("completion", "bash");
    const ask = `COMP_WORDS=('onceproof' 'hunt' 'gallery/Z1'); COMP_CWORD=2; _onceproof; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const done = spawnSync("bash", ["--norc", "-c", `${out}\n${ask}`], { encoding: "utf8" });
    const offered = done.stdout.split("\n").filter((word) => word !== "");
    expect(offered).toEqual(["gallery/Z10", "gallery/Z11", "gallery/Z12", "gallery/Z19", "gallery/Z13"]);
  });
});
