import { expect, it } from "vitest";
import { apiNames, apis, versionsOf } from "../../../src/wire/protocol/apis.ts";
import { Reader } from "../../../src/wire/protocol/reader.ts";
import { Writer } from "../../../src/wire/protocol/writer.ts";
import { codecOf, kafkaMessages } from "../../support/kafka-messages.ts";
import { sentPart } from "../../support/wire-values.ts";

const messages = kafkaMessages();

it("there are bytes of Kafka's own for both messages of every API in every version", () => {
  const wanted = apiNames.flatMap((name) => {
    const { from, to } = versionsOf(name);
    const versions = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return versions.flatMap((version) => [`${name} ${version} request`, `${name} ${version} response`]);
  });
  const there = messages.map(({ api, version, side }) => `${api} ${version} ${side}`);
  expect(there.toSorted()).toEqual(wanted.toSorted());
});

it.each(apiNames)("%s is written as Kafka writes it, byte for byte, and what Kafka wrote is read", (name) => {
  for (const message of messages.filter(({ api }) => api === name)) {
    const { version, side, value, bytes } = message;
    const codec = codecOf(message);
    const writer = new Writer();
    codec.write(writer, value);
    expect(writer.finish().toString("hex"), `${side} ${version}`).toBe(bytes.toString("hex"));
    const reader = new Reader(bytes);
    const read = codec.read(reader);
    expect(reader.remaining).toBe(0);
    expect(sentPart(read, apis[name][side].fields, version)).toEqual(value);
  }
});
