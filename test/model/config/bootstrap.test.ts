import { expect, test } from "vitest";
import { addressFault } from "../../../src/model/config/bootstrap.ts";

/** What the real clients 3.9.1 and 4.4.0 were measured to do with each. */
test.each([
  ["127.0.0.1:1", true, true],
  ["http://127.0.0.1:1", true, true],
  ["://127.0.0.1:1", true, true],
  ["[::1]:1", true, true],
  ["127.0.0.1]:1", true, true],
  [":1", true, true],
  ["<127.0.0.1>:1", true, false],
  ["$127.0.0.1:1", true, false],
  ["a/127.0.0.1:1", true, false],
  ["a+b://127.0.0.1:1", true, false],
  ["a://b://127.0.0.1:1", true, false],
  ["<127.0.0.1>", false, false],
])("an address %s is taken by 3.9: %s, by 4.4: %s", (address, by39, by44) => {
  expect(addressFault(address, "java-3.9") === undefined).toBe(by39);
  expect(addressFault(address, "java-4.4") === undefined).toBe(by44);
});
