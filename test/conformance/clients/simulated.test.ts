import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defects } from "../../../conformance/clients/cases/defects.ts";
import { deviations, judge } from "../../../conformance/clients/judge.ts";
import { isSame, isSameKind } from "../../../conformance/clients/simulated/came.ts";
import { compare } from "../../../conformance/clients/simulated/document.ts";
import { readMeasured } from "../../../conformance/clients/simulated/measured.ts";
import { isRace } from "../../../conformance/clients/simulated/comparison.ts";
import { playSimulated } from "../../../conformance/clients/simulated/player.ts";
import { readFaults } from "../../../src/wire/faults/fault-file.ts";
import type { FaultFile } from "../../../src/wire/faults/fault-spec.ts";

const faultsNamed = (name: string): FaultFile =>
  readFaults(name, readFileSync(`conformance/clients/faults/${name}.yml`, "utf8"));

const profileOf: Readonly<Record<string, string>> = { kafkajs: "kafkajs-2.2.4", platformatic: "platformatic-1.35" };

/** The settings of a case by the names of its client's options, without those of its program. */
function ownSettings(settings: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(settings).filter(([name]) => /^(producer|client)\./.test(name));
  return Object.fromEntries(own.map(([name, value]) => [name.replace(/^(producer|client)\./, ""), value]));
}

describe("a simulated client", () => {
  // K7 is a timer that never rests: it decides nothing about records.
  const shown = defects.filter(({ defect }) => defect !== "K7");

  it.each(shown)("shows the defect of the real one, $client $name", ({ client, faults, sends, settings, expected }) => {
    const { history } = playSimulated(
      {
        profile: profileOf[client] ?? client,
        sends: String(sends),
        settings: { "enable.idempotence": "true", ...ownSettings(settings) },
        firstSequence: Number(settings["sequence.first"] ?? 0),
      },
      faultsNamed(faults),
    );
    expect(deviations(judge(history)).map(({ what }) => what)).toEqual(expect.arrayContaining([...expected]));
    expect(deviations(judge(history))).toHaveLength(expected.length);
  });

  const compared = compare(readMeasured());
  const measured = compared.flatMap((one) => (one.real === undefined ? [] : [{ ...one, real: one.real }]));

  const settled = measured.filter(({ script, subject }) => !isRace(script, subject));

  it.each(settled.map((one) => ({ ...one, title: one.subject.title, faults: one.script.faults })))(
    "does the same harm to the same records as the real one: $title under $faults",
    ({ simulated, real }) => {
      expect(isSameKind(simulated, real), `simulated ${JSON.stringify(simulated)}, real ${JSON.stringify(real)}`).toBe(
        true,
      );
    },
  );

  it("comes out as the real one record for record, but where a broken connection is a race", () => {
    const other = settled.filter(({ simulated, real }) => !isSame(simulated, real));
    expect(measured.length).toBeGreaterThan(100);
    expect(other.every(({ script }) => script.faults.endsWith("cut"))).toBe(true);
  });
});
