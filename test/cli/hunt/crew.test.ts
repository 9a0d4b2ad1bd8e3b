import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { built } from "../../support/built.ts";
import { fileWith } from "../../support/command.ts";

/** In a process of its own: threads are started from what was built. */
const program = `
import { setImmediate as nextTurn } from "node:timers/promises";
const [crews, subjects, stories] = await Promise.all(
  ["cli/hunt/crew.js", "lab/hunt/subject.js", "scenarios/stories/standard.js"].map((file) => import(process.env.DIST + file)),
);
const subject = subjects.subjectOf(stories.standard.scenario, {}, "none");
const crew = await crews.workerThreads(subject, 1);
const isOver = [false, false];
const run = async (at, count) => {
  const { result } = await crew.run({ seeds: { from: 1, count } });
  isOver[at] = true;
  return result.seeds.count;
};
const both = [run(0, 1), run(1, 1_500)];
await both[0];
await nextTurn();
const afterTheFirst = [...isOver];
console.log(JSON.stringify({ afterTheFirst, counts: await Promise.all(both) }));
await crew.dismiss();
`;

test("a thread answers the chunk that it is through with before it begins the next in its mailbox", () => {
  const env = { ...process.env, DIST: new URL("../", pathToFileURL(built)).href };
  const { stdout, stderr } = spawnSync(process.execPath, [fileWith(program, "program.mjs")], { encoding: "utf8", env });
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toEqual({ afterTheFirst: [true, false], counts: [1, 1_500] });
});
