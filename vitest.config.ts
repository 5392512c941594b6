import { defineConfig } from 'vitest/config';

/** Tests with labs, terminals, daemons and connections: they have deadlines of their own. */
const live = [
  'test/{commands,delivery,end-to-end,hosts,lab,operations,remote,shipped-fleet,terminal,terraform}/**/*.test.{ts,tsx}',
  'test/console/*.test.{ts,tsx}',
  'test/bird/real-*.test.ts',
];

const shared = {
  testTimeout: 20_000,
  hookTimeout: 120_000,
  // A busy machine may stall a lab once; what fails twice in a row is a fault.
  retry: process.env['CI'] ? 1 : 0,
  server: { deps: { inline: ['ink-table'] } },
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'units',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: live,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'live',
          include: live,
          // Two files at once on two cores would measure each other.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
