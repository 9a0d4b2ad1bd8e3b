import { expect, test } from "vitest";
import { simulate } from "../../src/scenarios/simulate.ts";
import { fileWith, onceproof, printed } from "../support/command.ts";
import type { RunReport } from "../../src/scenarios/report.ts";

const scenario = (config: string, more = ""): string =>
  `name: mine\nproducers:\n  - name: shop\n    config:\n      ${config}\n    ${more}\n    sends: [{ to: orders-0 }]\n`;

test("a refusal names the producer, the setting, the client and the line on which it stands", () => {
  const file = fileWith(scenario("delivery.timeout.ms: 30000"));
  expect(onceproof("run", file).code).toBe(0);
  const { code, err } = onceproof("run", file, "--profile", "java-4.4");
  expect(code).toBe(2);
  expect(err).toBe(
    `onceproof: ${file}:5: producers[0].config.delivery.timeout.ms: settings of shop: delivery.timeout.ms must be at least linger.ms + request.timeout.ms = 30005, not 30000 (ConfigException, java-4.4)`,
  );
});

test("a refusal of what a file of settings says points into that file", () => {
  const [file, settings] = [fileWith(scenario("acks: all")), fileWith("linger.ms=5\nacks=2\n", "producer.properties")];
  const { code, err } = onceproof("run", file, "--config", settings);
  expect(code).toBe(2);
  expect(err).toContain(`onceproof: ${settings}:2: settings of shop: acks must be one of`);
});

test("a producer may be meant to be refused by one client and to be taken by the other", () => {
  const config = "max.in.flight.requests.per.connection: 6";
  const file = fileWith(scenario(config, 'refused: ["java-4.4"]'));
  expect(printed<RunReport>(onceproof("run", file, "--json"))).toMatchObject({ refusals: [], shortfalls: [] });
  const newer = printed<RunReport>(onceproof("run", file, "--json", "--profile", "java-4.4"));
  expect(newer).toMatchObject({ refusals: [{ producer: "shop" }], deliveries: [] });
  const wrong = fileWith(scenario("acks: all", 'refused: ["java-3.9"]'));
  expect(printed<RunReport>(onceproof("run", wrong, "--json")).shortfalls).toEqual([
    "the settings of shop were to be refused, and were taken",
  ]);
  const unknown = onceproof("run", fileWith(scenario("acks: all", 'refused: ["java-4"]')));
  expect(unknown.err).toContain('is "java-4", and must be one of java-3.9, java-4.4');
});

test("a transactional.id is refused, for a run without transactions would not be what its producer does", () => {
  const file = fileWith(scenario("transactional.id: tx-1"));
  const { code, err } = onceproof("run", file);
  expect(code).toBe(2);
  expect(err).toContain(`${file}:5: producers[0].config.transactional.id: settings of shop: transactional.id asks for`);
  const settings = fileWith("transactional.id=tx-1\n", "producer.properties");
  expect(onceproof("run", "lost-ack", "--config", settings).err).toContain(`${settings}:1: settings of shop`);
  expect(() => simulate("lost-ack", { config: { "transactional.id": "tx-1" } })).toThrow("not simulated");
  expect(() => simulate("lost-ack", { config: { "transactional.id": null } })).not.toThrow();
});
