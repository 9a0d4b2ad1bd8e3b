import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    // A busy machine is no failure; a test that hangs still is.
    testTimeout: 60_000,
    // All cores: by itself vitest leaves one to its main process, which does next to nothing.
    maxWorkers: "100%",
  },
});
