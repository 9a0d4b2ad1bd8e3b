import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "examples/**/*.test.ts"],
    // A busy machine is no failure; a test that hangs still is.
    testTimeout: 60_000,
  },
});
