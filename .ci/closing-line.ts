import type { Reporter } from 'vitest/node';

/** Names what was skipped, and prints `N passed, N failed` as the last line of a run, so that a machine can read what the tests said. */
const closingLine: Reporter = {
  onTestRunEnd(modules, unhandled) {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const module of modules) {
      if (module.errors().length > 0) count.failed += 1; // a file that did not load has no tests to fail
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed') count[state] += 1;
        else {
          count.skipped += 1;
          const wanted = module.project.config.testNamePattern === undefined; // else whoever chose knows
          if (wanted)
            process.stdout.write(`skipped: ${module.project.name} ${module.relativeModuleId} > ${test.fullName}\n`);
        }
      }
    }
    const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`);
  },
};
export default closingLine;
