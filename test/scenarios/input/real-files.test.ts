import { expect, test } from "vitest";
import { readSettings } from "../../../src/scenarios/input/read-settings.ts";

/** What files of public repositories had in them, and a reader had not expected. */
function settingsOf(file: string, text: string): Readonly<Record<string, string | null>> {
  const reading = readSettings([{ file, text }], {});
  if (!reading.ok) throw new Error(reading.error.message);
  return Object.fromEntries([...reading.settings].map(([key, { value }]) => [key, value]));
}

test("a carriage return alone ends a line of YAML, as it does for Spring", () => {
  const text = "spring:\r\n  # one comment\r  kafka:\r    producer:\r      acks: 1\r\n      retries: 3\r\n";
  expect(settingsOf("application.yml", text)).toMatchObject({ acks: "1", retries: "3" });
});

test("a prefix for transactional ids may be a variable that nobody knows here: any name will do", () => {
  const text = "spring.kafka.producer:\n  transaction-id-prefix: ${INSTANCE_NAME}\n  acks: all\n";
  expect(settingsOf("application.yml", text)).toMatchObject({ "transactional.id": "${INSTANCE_NAME}0" });
});
