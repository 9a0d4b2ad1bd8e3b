// An acknowledgement is lost. What does the application hear, and what does the log hold?
// In your own project the first line reads: import { simulate } from "onceproof";
import { simulate } from "../src/index.ts";

const report = simulate("lost-ack");
for (const { topicPartition, offset, attempts } of report.deliveries) {
  console.log(`Sent to ${topicPartition} @ offset ${offset}, at attempt ${attempts}`);
}
console.log(`in the log: ${report.logs["orders-0"]?.map(({ record }) => record).join(", ")}`);

// The same without idempotence: the broker cannot tell the retry from a new record.
const without = simulate("lost-ack", { config: { "enable.idempotence": false } });
console.log(`without idempotence: ${without.logs["orders-0"]?.map(({ record }) => record).join(", ")}`);
