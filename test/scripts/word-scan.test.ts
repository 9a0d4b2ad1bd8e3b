import { describe, expect, it } from "vitest";
import { scanHostWords, scanKafkaWords } from "../../scripts/check/word-scan.ts";
import { scanWords } from "../../scripts/check/words.ts";

const hostWords = (text: string): readonly string[] => scanHostWords("src/sim/x.ts", text).map(({ what }) => what);

describe("host words", () => {
  it.each([
    ["for (const key in table) use(key);", "for…in"],
    ["const f = async () => {};", "async"],
    ["class A { async run() {} }", "async"],
    ["const a = await f();", "await"],
    ["for await (const a of b) use(a);", "for await"],
    ["const a = Math.random();", "Math.random"],
    ['const a = Math["random"]();', "Math.random"],
    ["const a = globalThis.Math.random();", "Math.random"],
    ["const { floor } = Math, f = Math.pow;", "Math.pow"],
    ["const a = Math.log2(8);", "Math.log2"],
    ["const a = x ** 2;", "**"],
    ["const a = 2 ** 0.5;", "**"],
    ["const a = Date.now();", "Date.now"],
    ["const a = new Date();", "new Date"],
  ])("are found in %j", (text, word) => {
    expect(hostWords(text)).toEqual([expect.stringContaining(word)]);
  });

  it.each([
    "for (const key of table) use(key);",
    "if (key in table) use(key);",
    "// async and await, Math.random() and new Date() in a comment",
    'const a = "await Date.now()";',
    "const a = `Math.random()`;",
    "const a = Math.floor(Math.imul(2, 3) / 2);",
    "const a = 2 ** 21, b = 2n ** BigInt(x), c = y * 2 ** exponent;",
    "const isAsync = table.async, Dated = table.Date;",
    "type Stamp = Date;",
  ])("are not found in %j", (text) => {
    expect(hostWords(text)).toEqual([]);
  });

  it("are told with their line", () => {
    expect(scanHostWords("src/sim/x.ts", "const a = 1;\n\nconst b = Math.random();\n")).toEqual([
      { line: 3, what: expect.stringContaining("Math.random") },
    ]);
  });
});

describe("words of Kafka", () => {
  it.each([
    "const producerCount = 1;",
    "class TopicName {}",
    "// as brokers do",
    '"next offset"',
    "BATCH_SIZE",
    "isBatched",
  ])("are found in %j", (text) => {
    expect(scanKafkaWords(text)).toHaveLength(1);
  });

  it.each(["const produced = 1;", "// off set", "reproduce", "abroad", "const node = link.from;"])(
    "are not found in %j",
    (text) => {
      expect(scanKafkaWords(text)).toEqual([]);
    },
  );
});

describe("the words of a file", () => {
  it("are those of its layer: the kernel knows no Kafka, the layers no host, the command both", () => {
    const text = "export const producers = Math.random();\n";
    expect(scanWords("src/sim/x.ts", text)).toHaveLength(2);
    expect(scanWords("src/model/x.ts", text)).toHaveLength(1);
    expect(scanWords("src/lab/deep/x.ts", text)).toHaveLength(1);
    expect(scanWords("src/cli/x.ts", text)).toEqual([]);
    expect(scanWords("src/simple/x.ts", text)).toEqual([]);
  });
});
