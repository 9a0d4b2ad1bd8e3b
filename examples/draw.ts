// A scenario written in code, drawn message by message.
// In your own project: import { diagramOf, prepare, run, scenarioOf } from "onceproof";
import { diagramOf, prepare, run, scenarioOf } from "../src/index.ts";

const scenario = scenarioOf({
  name: "slow-broker",
  network: { delay: { typical: "3ms" } },
  producers: [
    {
      name: "billing",
      config: { "linger.ms": 5, "request.timeout.ms": 200, "delivery.timeout.ms": 2_000 },
      stream: { count: 6, every: "2ms", to: ["invoices-0"] },
    },
  ],
  faults: [{ message: "broker-1>billing Produce response #1", do: "delay", by: "300ms" }],
});

const result = run(prepare(scenario, { seed: 3, trace: { keep: "all" } }));
for (const line of diagramOf(result)) console.log(line);
