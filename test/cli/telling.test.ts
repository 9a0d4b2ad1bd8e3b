import { join } from "node:path";
import { expect, test } from "vitest";
import { stories } from "../../src/scenarios/stories/index.ts";
import { folder, onceproof } from "../support/command.ts";
import { storyNamed } from "../support/story-run.ts";

/** What a command says, on one line. */
const flat = (...args: readonly string[]): string => onceproof(...args).out.replaceAll(/\s+/g, " ");

test.each(stories.map(({ name }) => name))("%s tells its title and why, as it is written and with any seed", (name) => {
  const { title, lesson, documented } = storyNamed(name);
  for (const seed of [[], ["--seed", "77"]]) {
    const text = flat("run", name, ...seed);
    expect(text).toContain(`${name}: ${title}`);
    expect(text).toContain(`Why ${lesson}`);
    const beside = `The documentation says ${documented?.says} (${documented?.where})`;
    expect(text.includes(beside)).toBe(documented !== undefined);
  }
});

test("a story's words are not said of a run that something else was laid over", () => {
  const { title, lesson } = storyNamed("lost-ack");
  for (const laid of [
    ["--set", "acks=1"],
    ["--set", "delivery.timeout.ms=30000"],
    ["--profile", "kafka-2.4"],
    ["--profile", "java-4.4"],
  ]) {
    const text = flat("run", "lost-ack", ...laid);
    expect(text).not.toContain(title);
    expect(text).not.toContain(lesson.slice(0, 30));
    expect(text).toContain("lost-ack, with other settings or profiles");
    expect(text).toContain(
      "this is not the run that lost-ack is about; what that one shows, and why: npx onceproof run",
    );
  }
});

test("what holds anyway changes nothing, and so no word", () => {
  const { title, lesson } = storyNamed("lost-ack");
  const text = flat("run", "lost-ack", "--set", "acks=all", "--profile", "kafka-4.4", "--profile", "java-3.9");
  expect(text).toContain(title);
  expect(text).toContain(lesson);
});

test("a repro of such a run does not carry the title either", () => {
  const repro = join(folder(), "repro.json");
  onceproof("run", "lost-ack", "--set", "acks=1", "--save-repro", repro);
  expect(flat("replay", repro)).not.toContain(storyNamed("lost-ack").title);
  onceproof("run", "lost-ack", "--save-repro", repro);
  expect(flat("replay", repro)).toContain(storyNamed("lost-ack").title);
});
