import type { Case } from "../cases.ts";

type Defect = Pick<Case, "faults" | "sends" | "expected" | "because"> & {
  readonly defect: string;
  readonly title: string;
  readonly settings?: Case["settings"];
};

const lost = "acknowledged and lost";
const again = "stored again";
const failed = "failed";
const storedAllTheSame = "failed and stored all the same";
const elsewhere = "acknowledged at the offset of another";
const reordered = "reordered";

const kafkajs: readonly Defect[] = [
  {
    defect: "K1",
    title: "two sends of one length at once, one in doubt",
    faults: "second-answer-cut",
    sends: "1 1+1",
    expected: [lost, again, elsewhere],
    because:
      "The send in doubt gives its sequence back; the other takes it and is acknowledged as a duplicate of what is not it; the first is sent again with the next sequence.",
  },
  {
    defect: "K2",
    title: "two sends of different lengths at once, one in doubt",
    faults: "second-answer-cut",
    sends: "1 1+2",
    expected: [failed],
    because:
      "As K1, but the two batches don't cover the same sequences: the broker sees a batch out of order, and the send that follows it fails although nothing was wrong with it.",
  },
  {
    defect: "K3",
    title: "three sends at once, the first refused once",
    faults: "second-refused",
    sends: "1 1+1+1",
    expected: [reordered],
    because: "A retry goes to the end of the queue and takes a new sequence there.",
  },
  {
    defect: "K4",
    title: "six answers lost",
    faults: "six-answers-cut",
    sends: "1 1",
    expected: [failed, storedAllTheSame],
    because:
      "It gives up after five retries, not after 2^53 - 1 as its documentation says of an idempotent producer: the default is never put in.",
  },
  {
    defect: "K5",
    title: "a producer that never recovers",
    faults: "two-answers-cut",
    sends: "1 1 2 2 1",
    settings: { "producer.retry.retries": "1" },
    expected: [lost, failed, storedAllTheSame, elsewhere],
    because:
      "Once a send has failed that is in the log, its sequence is behind the broker's for good: it takes no new producer id or epoch, so each batch of another length is out of order, and each of the same length passes for the old one and is lost.",
  },
  {
    defect: "K6",
    title: "the sequence wraps",
    faults: "none",
    sends: "2 2 2",
    settings: { "sequence.first": "2147483643" },
    expected: [failed],
    because:
      "Behind 2147483646 comes 2147483647 and then 0; it goes to 0 at once. The run begins at 2147483643 by a word to the client's own counter, for sending two thousand million records first would take days.",
  },
  {
    defect: "K7",
    title: "a timer that never rests",
    faults: "none",
    sends: "1",
    settings: { "idle.millis": "3000" },
    expected: ["timers a second while idle"],
    because: "Each connection starts a timer of one millisecond as long as it lives, whether or not anything waits.",
  },
  {
    defect: "K8",
    title: "a connection that falls silent",
    faults: "silence-from-second-answer",
    sends: "1 1 1",
    settings: { "client.requestTimeout": "300", "producer.retry.retries": "3" },
    expected: [failed, storedAllTheSame],
    because:
      "A request timeout does not close the connection, so all retries, and all sends after them, go into the same silence. (Not in the list that K1 to K7 come from.)",
  },
];

const platformatic: readonly Defect[] = [
  {
    defect: "p1",
    title: "an answer that never comes, one send at a time",
    faults: "second-answer-swallowed",
    sends: "1 1 1",
    settings: { "producer.requestTimeout": "1000" },
    expected: [lost, failed, storedAllTheSame, elsewhere],
    because: "A timeout is not retried; the next send takes the same sequence and passes for a duplicate.",
  },
  {
    defect: "p2",
    title: "three sends at once, no fault at all",
    faults: "none",
    sends: "1+1+1",
    expected: [lost, elsewhere],
    because: "The sequence advances when a send succeeds, so all three carry the same one.",
  },
  {
    defect: "p4",
    title: "an answer that never comes, two sends at once",
    faults: "second-answer-swallowed",
    sends: "1 1+1",
    settings: { "producer.requestTimeout": "1000" },
    expected: [lost, failed, storedAllTheSame, elsewhere],
    because: "As p1 and p2.",
  },
  {
    defect: "p6",
    title: "a connection that breaks after the append, two sends at once",
    faults: "second-answer-cut",
    sends: "1 1+1",
    expected: [lost, elsewhere],
    because: "As p2. (With one send at a time the same fault does no harm.)",
  },
  {
    defect: "p7",
    title: "three sends at once, the first refused once",
    faults: "second-refused",
    sends: "1 1+1+1",
    expected: [lost, failed, elsewhere],
    because: "As p2; the refused one comes too late with its sequence.",
  },
  {
    defect: "p8",
    title: "appended, and answered with NOT_ENOUGH_REPLICAS_AFTER_APPEND, two sends at once",
    faults: "second-refused-after-append",
    sends: "1 1+1",
    expected: [lost, again, elsewhere],
    because: "The other send passes for a duplicate; the first is sent again with the next sequence.",
  },
  {
    defect: "p9",
    title: "an answer that comes after the timeout",
    faults: "second-answer-late",
    sends: "1 1 1",
    settings: { "producer.requestTimeout": "1000" },
    expected: [failed, storedAllTheSame],
    because:
      "The late answer leaves the reader of the connection in the middle of a frame: the next answer is misread.",
  },
];

const caseOf = (client: string, { title, ...defect }: Defect): Case => ({
  ...defect,
  client,
  name: `${defect.defect}: ${title}`,
  partitions: 1,
  possible: [],
  settings: defect.settings ?? {},
});

/** What is known to be wrong with clients, each in the smallest run that shows it. */
export const defects: readonly Case[] = [
  ...kafkajs.map((defect) => caseOf("kafkajs", defect)),
  ...platformatic.map((defect) => caseOf("platformatic", defect)),
];
