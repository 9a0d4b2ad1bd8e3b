/** What a witness said of the program that it was shown. */
export type Answer =
  /** A test failed or a property broke; `tests`: the names of all that failed, as far as they were run. */
  | { readonly kind: "noticed"; readonly what: string; readonly tests: readonly string[] }
  /** Everything passed; `saw`: how many tests or runs that were. */
  | { readonly kind: "silent"; readonly saw: number }
  /** It did not come to a verdict, which is no notice: a program that does not load shows nothing about a rule. */
  | { readonly kind: "no-verdict"; readonly because: string };

interface TestReport {
  readonly success: boolean;
  readonly testResults: readonly {
    /** The path of the file. */
    readonly name: string;
    readonly status?: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[] | null;
    }[];
  }[];
}

/**
 * Reads the JSON that vitest writes, of all files or of the one whose path ends so. Only a test that failed counts, not a
 * file that could not be loaded.
 */
export function testAnswer(json: string, file = ""): Answer {
  let report: TestReport;
  try {
    report = JSON.parse(json) as TestReport;
  } catch {
    return { kind: "no-verdict", because: "the tests left no report" };
  }
  const testResults = report.testResults.filter(({ name }) => name.endsWith(file));
  const results = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = results.filter(({ status }) => status === "failed");
  const late = failed.find(({ failureMessages }) => /timed out in \d+\s?ms/i.test(failureMessages?.[0] ?? ""));
  if (late !== undefined) return { kind: "no-verdict", because: `${late.fullName}: timed out` };
  const tests = failed.map(({ fullName }) => fullName.trim());
  const [what] = tests;
  if (what !== undefined) return { kind: "noticed", what, tests };
  if (testResults.some(({ status }) => status === "failed") || (file === "" && !report.success)) {
    const [message = "no test failed, and yet they did not pass"] = testResults.flatMap(({ message: text }) =>
      text === undefined || text === "" ? [] : [firstLine(text)],
    );
    return { kind: "no-verdict", because: message };
  }
  const passed = results.filter(({ status }) => status === "passed").length;
  return passed === 0 ? { kind: "no-verdict", because: "there was no test" } : { kind: "silent", saw: passed };
}

interface HuntSaid {
  readonly broken: { readonly property: string; readonly subject: string; readonly got: string } | null;
  readonly runs: number;
  readonly missing: readonly string[];
}

/** Reads what `--hunt` prints. A hunt that never met what it is about has no verdict. */
export function huntAnswer(out: string): Answer {
  let said: HuntSaid;
  try {
    said = JSON.parse(out) as HuntSaid;
  } catch {
    return { kind: "no-verdict", because: firstLine(out) || "the hunt said nothing" };
  }
  const { broken, runs, missing } = said;
  if (broken !== null) {
    return { kind: "noticed", what: `${broken.property}: ${broken.subject}: ${broken.got}`, tests: [] };
  }
  if (missing.length > 0) return { kind: "no-verdict", because: `no run of the hunt had ${missing.join(", ")}` };
  return runs === 0 ? { kind: "no-verdict", because: "the hunt had no run" } : { kind: "silent", saw: runs };
}

const firstLine = (text: string): string => text.trim().split("\n")[0] ?? "";
