import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { rulesIn } from "../../scripts/check/rule-list.ts";
import { huntAnswer, testAnswer } from "../../scripts/mutants/answers.ts";
import { brokerMutants } from "../../scripts/mutants/broker.ts";
import { clientMutants } from "../../scripts/mutants/clients.ts";
import { huntNames } from "../../scripts/mutants/hunts.ts";
import { type Mutant, obstacle, planted, witnessesOf } from "../../scripts/mutants/mutant.ts";
import { commandOf } from "../../scripts/mutants/options.ts";
import { producerMutants } from "../../scripts/mutants/producer.ts";
import { isHeld, ruleTable, ruleVerdicts } from "../../scripts/mutants/rules.ts";
import { type Verdict, columnsOf, isNoticed, row, summary, toJson } from "../../scripts/mutants/verdict.ts";

const mutants = [...brokerMutants, ...producerMutants, ...clientMutants];
const mutant: Mutant = {
  name: "window-of-none",
  rule: "B-28",
  does: "a partition remembers nothing",
  file: "broker/window.ts",
  find: "keep(5)",
  replace: "keep($&)",
  caughtBy: ["test/model/broker/window.test.ts", "hunt:patient"],
};

describe("a mutant", () => {
  it("is planted where its text occurs once, and whatever its new text holds is only text", () => {
    const text = "a();\nkeep(5);\nb();\n";
    expect(obstacle(mutant, text)).toBeUndefined();
    expect(planted(mutant, text)).toBe("a();\nkeep($&);\nb();\n");
  });

  it("is refused in one line where the code has moved", () => {
    const where = "window-of-none: src/model/broker/window.ts";
    const moved = "the code moved, update the mutant";
    expect(obstacle(mutant, undefined)).toBe(`${where} is not there: ${moved}`);
    expect(obstacle(mutant, "keep(4)")).toBe(`${where} holds "keep(5)" 0 times: ${moved}`);
    expect(obstacle(mutant, "keep(5) + keep(5)")).toBe(`${where} holds "keep(5)" 2 times: ${moved}`);
    expect(obstacle({ ...mutant, replace: mutant.find }, "keep(5)")).toBe(`${where}: nothing is changed`);
    expect(obstacle({ ...mutant, find: "" }, "keep(5)")).toContain("0 times");
  });

  it("has a name of its own, cites its rule and names witnesses that exist", () => {
    expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length);
    for (const { name, rule, does } of mutants) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(rule, name).toMatch(/\b[BP]-\d+|^[a-z-]+: [a-zA-Z]+$/);
      expect(does.length, name).toBeGreaterThan(10);
    }
    for (const witness of witnessesOf(mutants)) {
      const [kind, hunt = ""] = witness.split(":");
      expect(kind === "hunt" ? huntNames.includes(hunt) : existsSync(witness), witness).toBe(true);
    }
  });

  it("exists for each rule that must never be lost, and for many more", () => {
    const names = mutants.map(({ name }) => name);
    const never = [
      "window-of-one",
      "window-of-six",
      "no-epoch-check",
      "duplicate-without-offset",
      "sequence-kept-after-batch-expiry",
      "sequence-kept-after-producer-expiry",
      "retry-overtakes",
      "no-wrap-of-sequences",
      "duplicate-before-epoch-check",
    ];
    expect(names).toEqual(expect.arrayContaining(never));
    expect(brokerMutants.length).toBeGreaterThanOrEqual(20);
    const rules = rulesIn(producerMutants.map(({ rule }) => rule).join(", "));
    expect([...rules].filter((rule) => rule.startsWith("P-")).length).toBeGreaterThanOrEqual(60);
  });
});

describe("the options", () => {
  const read = (...args: readonly string[]) => commandOf(args, ["window-of-one", "expiry-late"], ["patient"]);

  it("choose mutants, list them, or run one hunt", () => {
    expect(read()).toEqual({ kind: "run", only: [], producer: false, json: false });
    expect(read("--only", "expiry-late", "--only=window-of-one", "--json")).toEqual({
      kind: "run",
      only: ["expiry-late", "window-of-one"],
      producer: false,
      json: true,
    });
    expect(read("--list", "--producer")).toEqual({ kind: "list", only: [], producer: true, json: false });
    expect(read("--hunt", "patient")).toEqual({ kind: "hunt", name: "patient" });
  });

  it("are bad in one line each", () => {
    const because = (...args: readonly string[]): string => {
      const command = read(...args);
      return command.kind === "bad-usage" ? command.because : "fine";
    };
    expect(because("--only", "window-of-on")).toBe('there is no mutant "window-of-on"; the nearest is window-of-one');
    expect(because("--hunt", "impatience")).toBe('there is no hunt "impatience"; the nearest is patient');
    expect(because("--hunt", "patient", "--json")).toBe("--hunt goes with no other option");
    for (const args of [["--fast"], ["--only"], ["window-of-one"], ["--list=yes"]]) {
      expect(because(...args), args.join(" ")).toMatch(/^(?!fine$)[^\n]{10,120}$/);
    }
  });
});

describe("a report of tests", () => {
  const report = (statuses: readonly string[], more: object = {}): string => {
    const assertionResults = statuses.map((status, nth) => ({ status, fullName: `test ${nth}` }));
    const success = !statuses.includes("failed");
    return JSON.stringify({ success, testResults: [{ name: "a", assertionResults }], ...more });
  };

  it("is a notice when a test failed, and silence when all passed", () => {
    expect(testAnswer(report(["passed", "failed", "failed"]))).toEqual({
      kind: "noticed",
      what: "test 1",
      tests: ["test 1", "test 2"],
    });
    expect(testAnswer(report(["passed", "passed"]))).toEqual({ kind: "silent", saw: 2 });
  });

  it("is no verdict when nothing ran: a program that does not load shows nothing about a rule", () => {
    const unloaded = {
      success: false,
      testResults: [{ name: "a", message: "SyntaxError: x\nat y", assertionResults: [] }],
    };
    expect(testAnswer(report([], unloaded))).toEqual({ kind: "no-verdict", because: "SyntaxError: x" });
    expect(testAnswer(report([]))).toEqual({ kind: "no-verdict", because: "there was no test" });
    expect(testAnswer("")).toEqual({ kind: "no-verdict", because: "the tests left no report" });
    expect(testAnswer(report(["passed"], { success: false }))).toMatchObject({ kind: "no-verdict" });
  });

  it("is no verdict when a test only took too long", () => {
    const late = { status: "failed", fullName: "slow", failureMessages: ["Error: Test timed out in 60000ms."] };
    const testResults = [{ name: "a", assertionResults: [late] }];
    expect(testAnswer(report([], { success: false, testResults }))).toMatchObject({ kind: "no-verdict" });
  });
});

describe("what a hunt says", () => {
  const broken = { property: "order-as-sent", subject: "order-2", got: "behind order-3", run: 7 };

  it("is a notice when a property broke, and silence when none did", () => {
    const out = JSON.stringify({ broken, runs: 7, missing: [] });
    expect(huntAnswer(out)).toEqual({
      kind: "noticed",
      what: "order-as-sent: order-2: behind order-3",
      tests: [],
    });
    expect(huntAnswer('{"broken":null,"runs":9,"missing":[]}')).toEqual({ kind: "silent", saw: 9 });
  });

  it("is no verdict when what it is about never happened, or it ended otherwise", () => {
    expect(huntAnswer('{"broken":null,"runs":9,"missing":["batch-retried"]}')).toEqual({
      kind: "no-verdict",
      because: "no run of the hunt had batch-retried",
    });
    expect(huntAnswer('{"broken":null,"runs":0,"missing":[]}')).toMatchObject({ kind: "no-verdict" });
    expect(huntAnswer("Error: a mistake\n  at x")).toEqual({ kind: "no-verdict", because: "Error: a mistake" });
  });
});

describe("a verdict", () => {
  const [tests, hunt] = ["test/model/broker/window.test.ts", "hunt:patient"] as const;
  const noticed: Verdict = {
    mutant,
    said: [
      { witness: tests, answer: { kind: "noticed", what: "the fifth is known", tests: ["the fifth is known"] } },
      { witness: hunt, answer: { kind: "noticed", what: "order-as-sent: order-2: behind order-3", tests: [] } },
    ],
    recorded: undefined,
    millis: 1_234,
  };
  const survived: Verdict = {
    ...noticed,
    said: [...noticed.said.slice(0, 1), { witness: hunt, answer: { kind: "silent", saw: 600 } }],
  };

  it("is a notice only when each witness noticed", () => {
    expect(isNoticed(noticed)).toBe(true);
    expect(isNoticed(survived)).toBe(false);
    expect(isNoticed({ ...noticed, said: [] })).toBe(false);
    const unread = { witness: tests, answer: { kind: "no-verdict", because: "it did not load" } } as const;
    expect(isNoticed({ ...noticed, said: [unread] })).toBe(false);
  });

  it("is a row of the table, and the last line counts", () => {
    const columns = columnsOf([mutant]);
    expect(row(noticed, columns)).toBe(
      "ok    window-of-none  B-28    1.2s  window: the fifth is known | hunt:patient: order-as-sent: order-2: behind order-3",
    );
    expect(row(survived, columns)).toMatch(/^FAIL .* \| hunt:patient: noticed nothing in 600 looks$/);
    expect(summary([noticed, survived, noticed])).toBe("3 mutants, 2 noticed, 1 survived");
  });

  it("is one object for programs", () => {
    expect(JSON.parse(toJson([survived], []))).toMatchObject({
      schema: "onceproof.mutants/1",
      noticed: 0,
      survived: 1,
      mutants: [
        {
          name: "window-of-none",
          rule: "B-28",
          noticed: false,
          seconds: 1.234,
          witnesses: [
            { witness: tests, kind: "noticed", what: "the fifth is known" },
            { witness: hunt, kind: "silent" },
          ],
        },
      ],
    });
  });
});

describe("the table of the producer's rules", () => {
  // Put together here, so that this file cites no rule.
  const [first, second] = [["P", 901].join("-"), ["P", 902].join("-")];
  const noticed = (rule: string, tests: readonly string[], recorded: number | undefined): Verdict => ({
    mutant: { ...mutant, rule, does: `breaks ${rule}` },
    said: [{ witness: "test/model/a.test.ts", answer: { kind: "noticed", what: tests[0] ?? "", tests } }],
    recorded,
    millis: 0,
  });

  it("says who noticed each: only a test that cites the rule counts, and the recorded scripts", () => {
    const verdicts = [
      noticed(`${second}, ${first}`, [`a title (${first})`, "another title"], 3),
      noticed(first, [`a title (${first})`, `one more (${first})`], 5),
      noticed("B-28", ["about a broker"], undefined),
    ];
    expect(ruleVerdicts(verdicts)).toEqual([
      {
        rule: first,
        broken: [`breaks ${second}, ${first}`, `breaks ${first}`],
        tests: [`a title (${first})`, `one more (${first})`],
        recorded: 5,
      },
      { rule: second, broken: [`breaks ${second}, ${first}`], tests: [], recorded: 3 },
    ]);
    expect(ruleTable(ruleVerdicts(verdicts)).at(-1)).toBe(
      "2 rules of the producer broken, 2 noticed: 1 by a test that cites the rule, 2 by recorded scripts",
    );
  });

  it("fails for a rule that only tests of other rules noticed", () => {
    const [lost] = ruleVerdicts([noticed(second, [`a title (${first})`], 0)]);
    expect(lost === undefined || isHeld(lost)).toBe(false);
    expect(ruleTable(lost === undefined ? [] : [lost])[0]).toMatch(new RegExp(`^FAIL {2}${second} `));
  });
});
