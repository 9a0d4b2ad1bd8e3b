import { describe, expect, test } from "vitest";
import { plainScalarText } from "../../../src/scenarios/input/yaml-scalar.ts";

// What a Spring application gets was recorded from Spring Boot 3.3 with SnakeYAML 2.2.
describe("a plain scalar of YAML 1.1 reaches the client as Java's text of it", () => {
  test.each([
    ["all", "all"],
    ["on", "true"],
    ["Yes", "true"],
    ["NO", "false"],
    ["off", "false"],
    ["TRUE", "true"],
    ["False", "false"],
    ["y", "y"],
    ["yEs", "yEs"],
    ["", ""],
    ["~", ""],
    ["Null", ""],
    ["2147483647", "2147483647"],
    ["9223372036854775808", "9223372036854775808"],
    ["+5", "5"],
    ["-010", "-8"],
    ["08", "08"],
    ["0x10", "16"],
    ["0b11", "3"],
    ["0o10", "0o10"],
    ["1_000", "1000"],
    ["1:30", "90"],
    ["190:20:30", "685230"],
    ["1.5", "1.5"],
    ["5.", "5.0"],
    [".5", "0.5"],
    ["1e3", "1000.0"],
    ["1.0e10", "1.0E10"],
    ["12345678.9", "1.23456789E7"],
    ["0.001", "0.001"],
    ["0.0001", "1.0E-4"],
    ["-0.0", "-0.0"],
    [".nan", "NaN"],
    ["-.INF", "-Infinity"],
    ["1.2.3", "1.2.3"],
    ["2020-01-01", "2020-01-01"],
    ["32MB", "32MB"],
  ])("%s as %j", (source, text) => {
    expect(plainScalarText(source)).toBe(text);
  });
});
