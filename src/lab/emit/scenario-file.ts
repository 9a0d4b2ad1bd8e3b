import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import { wrapped } from "../../input/wrapped.ts";
import { faultSentence } from "../../scenarios/fault-text.ts";
import { type Counterfactual, leftOutText } from "../shrinking/counterfactuals.ts";
import type { ToldFailure } from "../shrinking/told.ts";
import { emittedOf } from "./subject.ts";

const commentWidth = 110;

/**
 * A failure as a scenario file that `onceproof run` plays, in YAML that people read: what happens and why stands above it,
 * and beside each fault what it does. Where a run needs its tapes it is a repro file, which `run` plays as well.
 *
 * `says` are lines for the end of the head: where it comes from, how to run it.
 */
export function scenarioFile(told: ToldFailure, says: readonly string[] = []): string {
  const { value, faults } = emittedOf(told);
  const document = new Document(value);
  const head = [told.finding.fingerprint, ...wrapped(told.story, commentWidth), ...says];
  document.commentBefore = head.map((line) => ` ${line}`).join("\n");
  visit(document, {
    Seq: (_key, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
    Map: (_key, map, path) => {
      if (isSeq(path.at(-1)) && map.items.every((pair) => isPlain(pair.value))) map.flow = true;
    },
  });
  const list = document.get("faults");
  if (isSeq(list)) {
    for (const [at, fault] of faults.entries()) {
      const item = list.items[at];
      const without = told.counterfactuals.find((known) => known.fault === at);
      if (isMap(item)) item.commentBefore = ` ${commentOn(faultSentence(fault), without)}`;
    }
  }
  return document.toString({ lineWidth: 0 });
}

const isPlain = (value: unknown): boolean =>
  isScalar(value) || (isSeq(value) && value.items.every(isScalar)) || (isMap(value) && value.items.length === 0);

const commentOn = (sentence: string, without: Counterfactual | undefined): string =>
  without === undefined ? sentence : `${sentence}; ${leftOutText(without)}`;
