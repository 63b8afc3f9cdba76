import { beforeAll, describe, expect, test } from 'vitest';
import { packaged, type Variant } from './package.ts';
import type { Resource, Template } from './template.ts';

/** A rule that a template keeps, and a change after which it must not. */
export type Check = {
  /** A sentence, with the id that the rule has in checkov, if there is one. */
  says: string;
  /** What breaks the rule: one line each. */
  find: (template: Template) => string[];
  /** Breaks the rule in one place, so that `find` proves that it can find something. */
  break: (template: Template) => void;
};

/** Tests each rule on each variant, and that it notices when it is broken. */
export function holds(subject: string, variants: Variant[], checks: Check[]): void {
  describe.each(variants)(`${subject} (%s)`, (variant) => {
    let template: Template;
    beforeAll(async () => {
      ({ template } = await packaged(variant));
    }, 300_000);

    test.each(checks.map((check) => [check.says, check] as const))('%s', (_, { find, break: breakIt }) => {
      expect(find(template)).toEqual([]);
      const broken = structuredClone(template);
      breakIt(broken);
      expect(find(broken)).not.toEqual([]);
    });
  });
}

/** One resource of a template, to be changed in place. @throws if there is none of that id */
export function resource(template: Template, id: string): Resource {
  const found = template.Resources[id];
  if (found === undefined) throw new Error(`the template has no ${id}`);
  return found;
}

/** `problem` where it is one, for `flatMap`. */
export function unless(right: boolean, problem: string): string[] {
  return right ? [] : [problem];
}
