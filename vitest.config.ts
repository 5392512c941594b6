import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 20_000,
    hookTimeout: 120_000,
    // Labs, terminals and daemons have deadlines of their own: two files at once on two cores would measure each other.
    fileParallelism: false,
    // A busy machine may stall a lab once; what fails twice in a row is a fault.
    retry: process.env['CI'] ? 1 : 0,
    server: { deps: { inline: ['ink-table'] } },
  },
});
