import { unknownName, BadInput } from "../../input/bad-input.ts";
import { type ErrorName, errors } from "../../model/core/errors.ts";
import { notes } from "../../model/run/notes.ts";
import type { NoteKind } from "../../sim/index.ts";
import type { ConditionKind } from "./condition.ts";
import { partitionNamed } from "./names.ts";

const rulings: Readonly<Record<string, NoteKind>> = {
  append: notes.appended,
  duplicate: notes.duplicateSuppressed,
  refuse: notes.rejected,
};

/** What brokers do. */
export const brokerConditions: readonly ConditionKind[] = [
  {
    word: "broker",
    usage: "broker append|duplicate PARTITION [@ OFFSET]",
    example: "broker append orders-0 @ 3",
    read(words, simulation) {
      const [, what = "", name = "", at] = /^(append|duplicate) (\S+?)(?: ?@ ?(\d+))?$/.exec(words) ?? [];
      if (name === "") return undefined;
      const partition = partitionNamed(name, simulation);
      const { topicPartitions, broker } = simulation;
      const isAt = (base: number): boolean => {
        if (at === undefined || base === Number(at)) return true;
        const topicPartition = topicPartitions[partition];
        const batch = topicPartition && broker.broker.log(topicPartition).find(({ baseOffset }) => baseOffset === base);
        return batch !== undefined && base <= Number(at) && Number(at) <= batch.lastOffset;
      };
      return ({ entries }) =>
        entries.some(({ kind, values }) => kind === rulings[what] && values[1] === partition && isAt(values[5] ?? -1));
    },
  },
  {
    word: "broker",
    usage: "broker refuse PARTITION",
    example: "broker refuse orders-0",
    read(words, simulation) {
      const [, what = "", name = ""] = /^(refuse) (\S+)$/.exec(words) ?? [];
      if (name === "") return undefined;
      const partition = partitionNamed(name, simulation);
      return ({ entries }) => entries.some(({ kind, values }) => kind === rulings[what] && values[1] === partition);
    },
  },
  {
    word: "broker",
    usage: "broker starts|stops|forgets",
    example: "broker starts",
    read(words) {
      const kind = { starts: notes.brokerStarted, stops: notes.brokerStopped, forgets: notes.producerExpired }[words];
      return kind === undefined ? undefined : ({ entries }) => entries.some((entry) => entry.kind === kind);
    },
  },
  {
    word: "error",
    usage: "error NAME",
    example: "error OUT_OF_ORDER_SEQUENCE_NUMBER",
    read(words) {
      if (!/^\S+$/.test(words)) return undefined;
      const known = Object.keys(errors).filter((name) => name !== "NONE");
      if (!known.includes(words)) throw new BadInput(nearError(words, known));
      const { code } = errors[words as ErrorName];
      return ({ entries }) => entries.some(({ kind, values }) => codeIn(kind, values) === code);
    },
  },
];

/** The error that a broker answers with, where an entry says so: of a batch, or of a request for a producer id. */
function codeIn(kind: NoteKind, values: readonly number[]): number | undefined {
  if (kind === notes.rejected) return values[5];
  return kind === notes.identity ? values[3] : undefined;
}

/** There are too many to name them all. Who knows the beginning of a name means that one. */
function nearError(name: string, known: readonly string[]): string {
  const begun = known.filter((one) => one.startsWith(name.toUpperCase()));
  return unknownName("error", name, begun.length > 0 ? begun : known).replace(/ \(there are: .*\)$/, "");
}
