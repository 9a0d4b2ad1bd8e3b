import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunReport } from "../../src/scenarios/report.ts";
import { folder, onceproof, printed } from "../support/command.ts";

function fileOf(name: string, bytes: Uint8Array): string {
  const file = join(folder(), name);
  writeFileSync(file, bytes);
  return file;
}

const clientIdFrom = (file: string): string | null | undefined =>
  printed<RunReport>(onceproof("run", "lost-ack", "--config", file, "--json")).config["shop"]?.["client.id"];

const umlauts = "# für Österreich, größtenteils übernommen: äöüß ÄÖÜ éèê çñ\nclient.id=Grüße\nacks=all\n";

test("properties in ISO-8859-1, as Java reads them, and in UTF-8 say the same", () => {
  for (const encoding of ["latin1", "utf8"] as const) {
    expect(clientIdFrom(fileOf("producer.properties", Buffer.from(umlauts, encoding)))).toBe("Grüße");
  }
  expect(clientIdFrom(fileOf("settings", Buffer.from("client.id=é\n", "latin1")))).toBe("é");
});

test("a file full of letters of ISO-8859-1 is still no binary file", () => {
  const file = fileOf("producer.properties", Buffer.from(`#${"äöü".repeat(500)}\nacks=all\n`, "latin1"));
  expect(onceproof("run", "lost-ack", "--config", file)).toMatchObject({ code: 0, err: "" });
});

test("what is no text is still told to be none", () => {
  const gzip = Buffer.from("1f8b08000000000000034b4c4e2eb64dcce10200c9a1f1f40a000000", "hex");
  // Without a zero: only the other controls tell.
  const noise = Buffer.from(Array.from({ length: 1_000 }, (_, at) => 1 + ((at * 97) % 255)));
  for (const bytes of [gzip, noise]) {
    const { code, err } = onceproof("run", "lost-ack", "--config", fileOf("producer.properties", bytes));
    expect(code).toBe(2);
    expect(err).toContain("producer.properties: is a binary file");
    expect(err.split("\n")).toHaveLength(1);
  }
});

test("YAML is UTF-8", () => {
  const text = "spring:\n  kafka:\n    producer:\n      client-id: Grüße\n";
  expect(clientIdFrom(fileOf("application.yml", Buffer.from(text)))).toBe("Grüße-1");
});
