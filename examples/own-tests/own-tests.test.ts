/**
 * One's own outbox, retry loop and consumer, tried against a network that loses messages and processes that die. In your
 * own project, with vitest:
 *
 *     npm install --save-dev onceproof vitest
 *
 *     import "onceproof/vitest";
 */
import { describe, expect, test } from "vitest";
import type { ScenarioInput } from "../../src/index.ts";
import "../../src/vitest.ts";
import { carefree, countsEachRecordOnce, deduplicating } from "./consumer.ts";
import { hastyOutbox, outbox } from "./outbox.ts";
import { impatient, patient } from "./retry.ts";

/** Ten orders that an application is asked to send; faults of the network, and crashes of processes if it is told so. */
const orders = (application: string, crashes: "crashes" | "no crashes"): ScenarioInput => ({
  name: application,
  producers: [{ name: "shop", application, stream: { count: 10, every: "20ms", to: ["orders-0"] } }],
  swarm: { crash: crashes === "crashes" ? { exists: "1/2" } : "none" },
});

describe("an outbox", () => {
  // That a crash between an append and its acknowledgement stores a record twice, no outbox can help.
  const options = { except: ["stored-once-end-to-end"] };

  test("loses nothing that it said yes to", async () => {
    const scenario = orders("outbox", "crashes");
    await expect(scenario).toHoldForSeeds(500, { applications: [outbox], marks: ["producer-restarted"], ...options });
  });

  test("that says yes before the row has come through loses an order", async () => {
    const scenario = orders("hasty-outbox", "crashes");
    await expect(scenario).toViolate("accepted-work-stored", { applications: [hastyOutbox] });
  });
});

describe("a loop around send", () => {
  test("that leaves retries to the producer stores each record once", async () => {
    const scenario = orders("patient", "no crashes");
    await expect(scenario).toHoldForSeeds(500, { applications: [patient], marks: ["batch-retried"] });
  });

  test("that loses its patience stores one twice", async () => {
    const scenario = orders("impatient", "no crashes");
    await expect(scenario).toViolate("stored-once-end-to-end", { applications: [impatient] });
  });
});

describe("a consumer", () => {
  /** A producer that dies and sends again what it is not sure of, and a counter that may die, too. */
  const counted = (application: string): ScenarioInput => ({
    name: application,
    producers: [
      { name: "shop", stream: { count: 10, every: "20ms", to: ["orders-0"] } },
      { name: "counter", application },
    ],
    swarm: { crash: { exists: "1/2" } },
  });
  const properties = [countsEachRecordOnce];

  test("that keeps what it has seen beside the count counts right", async () => {
    await expect(counted("deduplicating")).toHoldForSeeds(500, {
      applications: [deduplicating],
      properties,
      except: ["stored-once-end-to-end"],
      marks: ["producer-restarted"],
    });
  });

  test("that keeps it in a second transaction counts a record twice", async () => {
    await expect(counted("carefree")).toViolate("counts-each-record-once", { applications: [carefree], properties });
  });
});
