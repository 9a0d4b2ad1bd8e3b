import { notes } from "../../model/run/notes.ts";
import type { Simulation } from "../../model/run/simulation.ts";
import type { TraceEntry } from "../../sim/index.ts";
import type { ConditionKind, Holds } from "./condition.ts";
import { producerNamed, recordNamed } from "./names.ts";

/** What producers are and do. */
export const producerConditions: readonly ConditionKind[] = [
  {
    word: "producer",
    usage: "producer NAME epoch|id N",
    example: "producer shop epoch 1",
    read(words, simulation) {
      const [, name = "", what = "", number = ""] = /^(\S+) (epoch|id) (-1|\d+)$/.exec(words) ?? [];
      if (name === "") return undefined;
      return becomes(name, what === "epoch" ? "producerEpoch" : "producerId", Number(number), simulation);
    },
  },
  {
    word: "producer",
    usage: "producer NAME starts|crashes|closes",
    example: "producer shop crashes",
    read(words, simulation) {
      const [, name = "", what = ""] = /^(\S+) (starts|crashes|closes)$/.exec(words) ?? [];
      if (name === "") return undefined;
      const { node } = producerNamed(name, simulation);
      const kind = { starts: notes.producerStarted, crashes: notes.producerCrashed, closes: notes.producerClosed }[
        what as "starts" | "crashes" | "closes"
      ];
      return ({ entries }) => entries.some((entry) => entry.kind === kind && entry.values[0] === node);
    },
  },
  {
    word: "record",
    usage: "record NAME sent|stored|acked|failed",
    example: "record order-1 acked",
    read(words, simulation) {
      const [, name = "", what = ""] = /^(\S+) (sent|stored|acked|failed)$/.exec(words) ?? [];
      if (name === "") return undefined;
      const record = recordNamed(name, simulation);
      if (what === "stored") return ({ entries }) => entries.some((entry) => stores(entry, record, simulation));
      const kind = { sent: notes.sent, acked: notes.acknowledged, failed: notes.failed }[
        what as "sent" | "acked" | "failed"
      ];
      return ({ entries }) => entries.some((entry) => entry.kind === kind && entry.values[1] === record);
    },
  },
];

/** The number was another one before, or that of another life. */
function becomes(name: string, what: "producerEpoch" | "producerId", number: number, simulation: Simulation): Holds {
  const application = producerNamed(name, simulation);
  /** The life in which it is so; `undefined`: it is not. */
  const session = (): number | undefined => {
    const { host } = application.look();
    return host?.producer[what] === number ? host.session : undefined;
  };
  let before = session();
  return () => {
    const now = session();
    const hasChanged = now !== undefined && now !== before;
    before = now;
    return hasChanged;
  };
}

/** Whether an entry says that a batch with this record was appended. */
function stores({ kind, values }: TraceEntry, record: number, { broker, topicPartitions }: Simulation): boolean {
  if (kind !== notes.appended) return false;
  const [, partition = 0, , , , offset = 0] = values;
  const topicPartition = topicPartitions[partition];
  if (topicPartition === undefined) return false;
  const appended = broker.broker.log(topicPartition).find(({ baseOffset }) => baseOffset === offset);
  return appended?.batch.records.some(({ id }) => id === record) === true;
}
