import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Lock, type Taken, isLock, lock } from "../../../src/cli/folder/lock.ts";
import { thisProcess } from "../../../src/cli/folder/process-id.ts";
import { folder, onceproof, onceproofInTime } from "../../support/command.ts";

const host = hostname().replaceAll(/[^\w.-]/g, "_");

function taken(result: Lock | Taken): Lock {
  if (!("release" in result)) throw new Error(`taken by ${result.by.pid}`);
  return result;
}

test("a folder can be taken once, and again when it was released", () => {
  const here = folder();
  const first = taken(lock(here));
  const second = lock(here);
  expect("by" in second && second.by.pid).toBe(process.pid);
  expect(readdirSync(here).filter(isLock)).toHaveLength(1);
  first.release();
  expect(readdirSync(here)).toEqual([]);
  taken(lock(here)).release();
});

test("what a process left that is gone, or that another with its number left, holds nobody up", () => {
  const here = folder();
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  const { started } = thisProcess();
  writeFileSync(join(here, `lock.${pid}.${started}.${host}`), "");
  writeFileSync(join(here, `lock.${process.pid}.${started + 1}.${host}`), "");
  taken(lock(here)).release();
  expect(readdirSync(here)).toEqual([]);
});

test("a hunt into a folder that another one holds is refused, and names it", async () => {
  const here = folder();
  const held = taken(lock(here));
  const { code, err } = onceproof("hunt", "lost-ack", "--seeds", "2", "--out", here);
  expect(code).toBe(2);
  expect(err).toBe(
    `onceproof: --out ${here}: process ${process.pid} is hunting into it; wait for it, or give another folder`,
  );
  held.release();
  expect((await onceproofInTime("hunt", "lost-ack", "--seeds", "2", "--out", here)).code).toBe(0);
  expect(readdirSync(here)).toEqual(["ledger.jsonl"]);
});

test("of another machine's process nobody here can know, so that its lock is left and named", () => {
  const here = folder();
  writeFileSync(join(here, "lock.77.1.elsewhere"), "");
  const { code, err } = onceproof("hunt", "lost-ack", "--seeds", "2", "--out", here);
  expect(code).toBe(2);
  expect(err).toContain("process 77 of elsewhere is hunting into it");
  expect(err).toContain(`remove ${join(here, "lock.77.1.elsewhere")} if it is gone`);
  expect(readdirSync(here)).toEqual(["lock.77.1.elsewhere"]);
});
