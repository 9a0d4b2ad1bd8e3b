import * as fc from "fast-check";
import { type Race, race } from "./race.ts";

/** A field that shows what was found for a text, whichever answer came last. */
async function showsWhatWasTyped(
  s: fc.Scheduler,
  results: readonly string[],
  texts: readonly string[],
): Promise<boolean> {
  const search = s.scheduleFunction(async function search(text: string) {
    return results.filter((result) => result.includes(text));
  });
  let [typed, shown]: [string, readonly string[]] = ["", []];
  const keys = texts.flatMap((text) => Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end)));
  s.scheduleSequence(
    keys.map((text) => ({
      label: `typed ${JSON.stringify(text)}`,
      builder: async () => {
        typed = text;
        shown = shown.filter((result) => result.includes(text));
        void search(text).then((found) => (shown = found));
      },
    })),
  );
  while (s.count() > 0) {
    await s.waitNext(1);
    if (!shown.every((result) => result.includes(typed))) return false;
  }
  return true;
}

/** A page that shows a user, and goes on to show another one before the first has been loaded. */
async function showsTheUser(s: fc.Scheduler, users: readonly string[]): Promise<boolean> {
  const load = s.scheduleFunction(async function load(user: string) {
    return user;
  });
  let [current, loaded]: [string | undefined, string | undefined] = [undefined, undefined];
  const show = async (user: string): Promise<void> => {
    [current, loaded] = [user, undefined];
    void load(user).then((answer) => (loaded = answer));
  };
  await show(users[0] ?? "");
  s.scheduleSequence(users.slice(1).map((user) => ({ label: `shows ${user}`, builder: () => show(user) })));
  while (s.count() > 0) {
    await s.waitNext(1);
    if (loaded !== undefined && loaded !== current) return false;
  }
  return true;
}

type Packages = Readonly<Record<string, readonly string[]>>;

/** Reads a package and all that it depends on, and knows only what has come, not what is on its way. */
async function asksOnce(s: fc.Scheduler, packages: Packages): Promise<boolean> {
  const known = new Map<string, readonly string[]>();
  const fetched = s.scheduleFunction(async function fetched(name: string) {
    return packages[name] ?? [];
  });
  const read = async (name: string): Promise<void> => {
    if (known.has(name)) return;
    const dependencies = await fetched(name);
    known.set(name, dependencies);
    await Promise.all(dependencies.map(read));
  };
  void read("a");
  for (let asked = 0; s.count() > 0; asked++) {
    if (asked > Object.keys(packages).length) return false;
    await s.waitNext(1);
  }
  return true;
}

interface User {
  readonly id: number;
  readonly active: boolean;
}

/** Several at a time look for users that are to go, and then let them go. */
async function letsGoOnce(s: fc.Scheduler, users: readonly User[], times: number): Promise<boolean> {
  let left = users;
  const all = s.scheduleFunction(async function all() {
    return left;
  });
  const removed = s.scheduleFunction(async function removed(ids: readonly number[]) {
    const before = left.length;
    left = left.filter(({ id }) => !ids.includes(id));
    return before - left.length;
  });
  const dropInactive = async (): Promise<boolean> => {
    const ids = (await all()).filter(({ active }) => !active).map(({ id }) => id);
    return (await removed(ids)) === ids.length;
  };
  const answers = await s.waitFor(Promise.all(Array.from({ length: times }, dropInactive)));
  return answers.every(Boolean);
}

const names = ["a", "b", "c", "d", "e"];
const packages = fc.record(Object.fromEntries(names.map((name) => [name, fc.subarray(names)])));
const users = fc.uniqueArray(fc.record({ id: fc.nat(), active: fc.boolean() }), { selector: ({ id }) => id });

const results = fc.uniqueArray(fc.string(), { maxLength: 1_000 });

export const requests: readonly Race[] = [
  race(
    "suggestions for what was typed",
    "examples/005-race/autocomplete",
    [results, fc.array(fc.string(), { minLength: 1 })],
    showsWhatWasTyped,
  ),
  race(
    "a page that shows the next user",
    "examples/005-race/userProfile",
    [fc.array(fc.uuid(), { minLength: 1 })],
    showsTheUser,
  ),
  race("packages, each asked for once", "examples/005-race/dependencyTree", [packages], asksOnce),
  race(
    "users dropped by several at a time",
    "examples/005-race/supertest",
    [users, fc.integer({ min: 1, max: 5 })],
    letsGoOnce,
  ),
];
