import { askSpring, bootVersion, ourAnswer, springDifference, springFindings } from "./compare.ts";
import type { SpringAnswer, SpringFinding } from "./compare.ts";
import { drawSpringCases, type SpringCase } from "./draw.ts";

export interface SpringReport {
  readonly seed: number;
  readonly cases: number;
  readonly refused: number;
  readonly findings: readonly SpringFinding[];
  /** How many cases tell a reader that lays the two `properties` maps the wrong way round. */
  readonly planted: number;
}

/** @throws MissingTool where Java 17 or Maven is missing. */
export function compareSpring(seed: number, count: number, cacheFolder: string): SpringReport {
  const cases = drawSpringCases(seed, count);
  const answers = askSpring(cases, cacheFolder);
  return {
    seed,
    cases: cases.length,
    refused: answers.filter(({ ok }) => !ok).length,
    findings: springFindings(cases, answers),
    planted: cases.filter((one, at) => springDifference(swapped(one), answers[at] ?? { ok: false }) !== undefined)
      .length,
  };
}

/** Wrong on purpose: what is meant for all clients and what is meant for the producer change places. */
function swapped({ files, ...rest }: SpringCase): SpringAnswer {
  const turned = Object.entries(files).map(([name, text]) => {
    const marked = text.replaceAll("spring.kafka.producer.properties", "spring.kafka.@");
    const moved = marked.replaceAll("spring.kafka.properties", "spring.kafka.producer.properties");
    return [name, moved.replaceAll("spring.kafka.@", "spring.kafka.properties")] as const;
  });
  return ourAnswer({ ...rest, files: Object.fromEntries(turned) });
}

/** Fewer than this may hold nothing that tells the planted breach. */
const enoughToTell = 100;

export const isSpringClean = ({ findings, planted, cases }: SpringReport): boolean =>
  findings.length === 0 && (planted > 0 || cases < enoughToTell);

export function describeSpring({ seed, cases, refused, findings, planted }: SpringReport): string {
  const lines = [
    `Spring Boot ${bootVersion}, seed ${seed}: ${cases - findings.length} of ${cases} applications agree on what the first producer is given`,
    `  ${cases - refused} start, ${refused} are refused a value`,
    `  planted breach (properties of all clients and of the producer swapped) caught by ${planted}`,
  ];
  const [first] = findings.toSorted((one, other) => sizeOf(one) - sizeOf(other));
  if (first === undefined) return lines.join("\n");
  return [...lines, `smallest difference: ${first.what}`, `  application: ${JSON.stringify(first.case)}`].join("\n");
}

const sizeOf = (finding: SpringFinding): number => JSON.stringify(finding.case).length;
