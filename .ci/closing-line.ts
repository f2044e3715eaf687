import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Names what failed and what was skipped, and prints `N passed, N failed` as the last line of a run, for machines and for short memories. */
const closingLine: Reporter = {
  onTestRunEnd(modules, unhandled) {
    const count = { passed: 0, failed: unhandled.length, skipped: 0 };
    for (const { message } of unhandled) tell('failed', 'outside any test', message);
    for (const module of modules) {
      // a file that did not load has no tests to fail
      for (const { message } of module.errors()) tell('failed', nameOf(module), message);
      if (module.errors().length > 0) count.failed += 1;
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') tell('failed', nameOf(module, test), errors[0]?.message ?? '');
        if (state === 'passed' || state === 'failed') count[state] += 1;
        else {
          count.skipped += 1;
          const wanted = module.project.config.testNamePattern === undefined; // else whoever chose knows
          if (wanted) tell('skipped', nameOf(module, test));
        }
      }
    }
    const skipped = count.skipped ? `, ${count.skipped} skipped` : '';
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed${skipped}\n`);
  },
};
export default closingLine;

const nameOf = ({ project, relativeModuleId }: TestModule, test?: TestCase): string =>
  [`${project.name} ${relativeModuleId}`, ...(test ? [test.fullName] : [])].join(' > ');

/** What became of a test that did not pass, in one line. */
function tell(state: 'failed' | 'skipped', name: string, message = ''): void {
  const why = stripVTControlCharacters(message).replaceAll(/\s+/g, ' ').slice(0, 600);
  process.stdout.write(`${state}: ${name}${why && `: ${why}`}\n`);
}
