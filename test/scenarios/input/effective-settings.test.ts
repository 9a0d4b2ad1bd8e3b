import { describe, expect, test } from "vitest";
import { clientLines } from "../../../src/model/config/definition.ts";
import { definitionsOf } from "../../../src/model/config/definitions.ts";
import {
  effectiveSettings,
  type EffectiveOptions,
  type EffectiveSetting,
  type EffectiveSettings,
} from "../../../src/scenarios/input/effective-settings.ts";

type Files = Readonly<Record<string, string>>;

function effective(files: Files, options: Partial<EffectiveOptions> = {}): EffectiveSettings {
  const sources = Object.entries(files).map(([file, text]) => ({ file, text }));
  const found = effectiveSettings(sources, { line: "java-3.9", ...options });
  if (!found.ok) throw new Error(found.error.message);
  return found;
}

function settingIn(found: EffectiveSettings, key: string): EffectiveSetting {
  const setting = found.settings.find((candidate) => candidate.key === key);
  if (setting === undefined) throw new Error(`no ${key}`);
  return setting;
}

describe("what the files of a producer come to", () => {
  test.each(clientLines)("has a value and an origin for every key of %s, defaults included", (line) => {
    const found = effective({}, { line });
    expect(found.settings.map(({ key }) => key)).toEqual([...definitionsOf(line).keys()]);
    expect(settingIn(found, "linger.ms")).toMatchObject({ origin: { kind: "default", line }, overridden: [] });
    expect(settingIn(found, "linger.ms").value).toBe(line === "java-3.9" ? "0" : "5");
  });

  test("says for each value where it stands, under which name, and what it has won over", () => {
    const found = effective(
      {
        "base.properties": "acks=1\nretries=3\n",
        "application.yml": "spring.kafka:\n  properties.retries: 4\n  producer:\n    retries: 5\n",
      },
      { set: ["acks=all"] },
    );
    expect(found.files.map(({ format }) => format)).toEqual(["properties", "spring-yaml"]);
    expect(settingIn(found, "retries")).toEqual({
      key: "retries",
      value: "5",
      effect: "simulated",
      origin: { kind: "file", file: "application.yml", line: 4, key: "spring.kafka.producer.retries" },
      overridden: [
        { value: "3", origin: { kind: "file", file: "base.properties", line: 2, key: "retries" } },
        {
          value: "4",
          origin: { kind: "file", file: "application.yml", line: 2, key: "spring.kafka.properties.retries" },
        },
      ],
    });
    expect(settingIn(found, "acks")).toMatchObject({
      value: "-1",
      origin: { kind: "argument", text: "acks=all" },
      overridden: [{ value: "1", origin: { file: "base.properties", line: 1 } }],
    });
  });

  test("counts the earlier of two lines of one file among what lost", () => {
    const found = effective({ "producer.properties": "acks=0\nacks=1\nacks=all\n" });
    const lost = settingIn(found, "acks").overridden;
    expect(lost.map(({ value }) => value)).toEqual(["0", "1"]);
    expect(found.notices).toHaveLength(2);
  });

  test("tells what other settings lead to from what somebody wrote", () => {
    const off = effective({ "p.properties": "acks=1\nreconnect.backoff.ms=9\nrequest.timeout.ms=200000\n" });
    expect(settingIn(off, "enable.idempotence")).toMatchObject({
      value: "false",
      origin: { kind: "implied", by: ["acks"], rule: "P-4" },
    });
    expect(settingIn(off, "reconnect.backoff.max.ms")).toMatchObject({
      value: "9",
      origin: { kind: "implied", by: ["reconnect.backoff.ms"] },
    });
    expect(settingIn(off, "delivery.timeout.ms")).toMatchObject({ value: "200000", origin: { rule: "P-10" } });
    expect(settingIn(off, "client.id")).toMatchObject({ value: "producer-1", origin: { kind: "implied", by: [] } });
    const on = effective({ "p.properties": "client.id=shop\n" });
    expect(settingIn(on, "enable.idempotence").origin).toEqual({ kind: "default", line: "java-3.9" });
    expect(settingIn(on, "client.id").origin).toMatchObject({ kind: "file", line: 1 });
  });

  test("of settings that the client refuses tells what was written, and why they are refused", () => {
    const found = effective({ "p.properties": "acks=1\nenable.idempotence=true\n" });
    expect(found.verdict).toMatchObject({ ok: false, key: "acks", origin: { file: "p.properties", line: 1 } });
    expect(found.settings.map(({ key }) => key)).toEqual(["acks", "enable.idempotence"]);
  });

  test("never shows a secret, whether the settings are taken or refused", () => {
    const secret = "ssl.key.password=hunter2\n";
    for (const text of [secret, `${secret}acks=2\n`]) {
      const found = effective({ "p.properties": text });
      expect(settingIn(found, "ssl.key.password").value).toBe("[hidden]");
      expect(found.settings.filter(({ value }) => value === "hunter2")).toEqual([]);
    }
  });

  test("stops at the first file that cannot be read, and at an argument that is no setting", () => {
    const source = { file: "x.yml", text: "- a\n" };
    expect(effectiveSettings([source], { line: "java-3.9" })).toMatchObject({ ok: false, error: { file: "x.yml" } });
    expect(effectiveSettings([], { line: "java-3.9", set: ["acks"] })).toMatchObject({
      ok: false,
      error: { file: "--set" },
    });
  });
});
