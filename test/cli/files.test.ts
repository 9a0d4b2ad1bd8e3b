import { linkSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { writeOutputs } from "../../src/cli/files.ts";
import { BadInput } from "../../src/input/bad-input.ts";
import { fileWith, folder, onceproof } from "../support/command.ts";

const scenario = "name: mine\nproducers:\n  - name: shop\n    sends: [{ to: orders-0, record: a }]\n";

/** Runs a command that must be refused with one line, and gives the line. */
function refusal(...args: readonly string[]): string {
  const { code, out, err } = onceproof(...args);
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err.split("\n")).toHaveLength(1);
  return err;
}

test("no output overwrites the scenario, a file of settings or another output", () => {
  const file = fileWith(scenario);
  const settings = fileWith("acks=all\n", "producer.properties");
  const free = join(dirname(file), "free");
  for (const option of ["--trace", "--save-repro"]) {
    expect(refusal("run", file, option, file)).toBe(
      `onceproof: ${option} ${file}: is read as the scenario; give another path`,
    );
    expect(refusal("run", file, "--config", settings, option, settings)).toContain("is read as --config");
  }
  expect(refusal("run", file, "--trace", free, "--save-repro", free)).toBe(
    `onceproof: --save-repro ${free}: is already written by --trace; give another path`,
  );
  expect(readFileSync(file, "utf8")).toBe(scenario);
  expect(readFileSync(settings, "utf8")).toBe("acks=all\n");
  expect(readdirSync(dirname(file))).toEqual(["my.yaml"]);
});

test("a file is the same by another spelling, by a symbolic link and by a hard link", () => {
  const file = fileWith(scenario);
  const here = dirname(file);
  symlinkSync(file, join(here, "symbolic"));
  linkSync(file, join(here, "hard"));
  mkdirSync(join(here, "sub"));
  symlinkSync(here, join(here, "again"));
  for (const same of [join(here, "symbolic"), join(here, "hard"), `${here}/sub/../my.yaml`]) {
    expect(refusal("run", file, "--trace", same)).toContain("is read as the scenario");
  }
  const twice = refusal("run", file, "--trace", join(here, "new"), "--save-repro", join(here, "again", "new"));
  expect(twice).toContain("is already written by --trace");
});

test("a repro is not overwritten by the trace of its replay", () => {
  const repro = join(folder(), "repro.json");
  expect(onceproof("run", "lost-ack", "--save-repro", repro).code).toBe(0);
  const before = readFileSync(repro, "utf8");
  expect(refusal("replay", repro, "--trace", repro)).toContain("is read as the repro");
  expect(readFileSync(repro, "utf8")).toBe(before);
});

test("where one output cannot be written, the other is not there either, and what was there stays", () => {
  const here = folder();
  const [trace, repro] = [join(here, "trace"), join(here, "nowhere", "repro")];
  expect(refusal("run", "lost-ack", "--trace", trace, "--save-repro", repro)).toContain("cannot be written");
  expect(readdirSync(here)).toEqual([]);
  writeFileSync(trace, "kept");
  expect(refusal("run", "lost-ack", "--trace", trace, "--save-repro", repro)).toContain(repro);
  expect(refusal("run", "lost-ack", "--save-repro", trace, "--trace", here)).toContain("it is a folder");
  expect(readFileSync(trace, "utf8")).toBe("kept");
  expect(readdirSync(here)).toEqual(["trace"]);
});

test("an output that cannot get its name gives back those that had got theirs", () => {
  const here = folder();
  const [first, fresh, second] = [join(here, "first"), join(here, "fresh"), join(here, "second")];
  writeFileSync(first, "kept");
  const pieces = {
    *[Symbol.iterator]() {
      yield "new";
      // A folder takes the name between the writing of the text and its naming.
      mkdirSync(second);
      writeFileSync(join(second, "inside"), "");
    },
  };
  const outputs = [
    { option: "--a", file: first, pieces: ["new"] },
    { option: "--b", file: fresh, pieces: ["new"] },
    { option: "--c", file: second, pieces },
  ];
  expect(() => writeOutputs(outputs)).toThrow(BadInput);
  expect(readFileSync(first, "utf8")).toBe("kept");
  expect(readdirSync(here).sort()).toEqual(["first", "second"]);
});

test("files that were there are replaced together", () => {
  const here = folder();
  const [trace, repro] = [join(here, "trace"), join(here, "repro")];
  for (const file of [trace, repro]) writeFileSync(file, "what was here");
  expect(onceproof("run", "lost-ack", "--trace", trace, "--save-repro", repro).code).toBe(0);
  for (const file of [trace, repro]) expect(readFileSync(file, "utf8")).not.toContain("what was here");
  expect(readdirSync(here).sort()).toEqual(["repro", "trace"]);
});

test("what is no ordinary file may be written to twice", () => {
  expect(onceproof("run", "lost-ack", "--trace", "/dev/null", "--save-repro", "/dev/null").code).toBe(0);
});
