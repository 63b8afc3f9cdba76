import { writeSync } from 'node:fs';
import type { SerializedError } from 'vitest';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/** What a run came to. `failed` counts tests, and one for each file or suite that broke outside a test. */
export type Tally = { passed: number; failed: number; skipped: number };

/** The line that every run ends with: exactly `N passed, N failed, N skipped`. */
export function tallyLine(tally: Tally): string {
  return `${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`;
}

/**
 * Why a test was skipped: the note given to `ctx.skip('…')`, else what its name says in `(skipped: …)`, else the
 * plain admission that nobody wrote a reason.
 */
export function skipReason(name: string, note: string | undefined): string {
  return note ?? /\(skipped: (.*)\)\s*$/.exec(name)?.[1] ?? 'no reason given';
}

/**
 * Lists each skipped test with its reason and prints the tally as the very last line of the process, whatever other
 * reporters print at the end. It goes beside the default reporter.
 */
export default class TallyReporter implements Reporter {
  #tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  #skipped: string[] = [];

  onInit(): void {
    // 'exit' comes after everything Vitest itself has to say, also after a crash of its own.
    process.once('exit', () => {
      for (const line of [...this.#skipped, tallyLine(this.#tally)]) writeSync(1, `${line}\n`);
    });
  }

  onTestRunStart(): void {
    this.#tally = { passed: 0, failed: 0, skipped: 0 };
    this.#skipped = [];
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    for (const module of modules) this.#countModule(module);
    this.#tally.failed += unhandledErrors.length;
  }

  #countModule(module: TestModule): void {
    const failedBefore = this.#tally.failed;
    for (const test of module.children.allTests()) this.#countTest(test);
    for (const suite of module.children.allSuites()) if (brokeOutsideTests(suite)) this.#tally.failed += 1;
    // A file that does not load, or never finished, has no failed test to show for it.
    const broken = brokeOutsideTests(module) || !module.ok() || module.state() === 'pending';
    if (broken && this.#tally.failed === failedBefore) this.#tally.failed += 1;
  }

  #countTest(test: TestCase): void {
    const result = test.result();
    if (result.state === 'passed') this.#tally.passed += 1;
    else if (result.state === 'skipped') {
      this.#tally.skipped += 1;
      const reason = brokenAbove(test) ? 'what it stands in broke' : skipReason(test.name, result.note);
      this.#skipped.push(`skipped: ${test.fullName} - ${reason}`);
    } else this.#tally.failed += 1; // failed, or still pending when the run ended
  }
}

function brokeOutsideTests(entity: TestModule | TestSuite): boolean {
  return entity.errors().length > 0;
}

/** Whether the file or a suite around a test failed to set itself up, so that the test never had its turn. */
function brokenAbove(test: TestCase): boolean {
  for (let above = test.parent; ; above = above.parent) {
    if (brokeOutsideTests(above)) return true;
    if (above.type === 'module') return false;
  }
}
