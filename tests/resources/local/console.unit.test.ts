import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openConsole } from '#local/console.ts';

function collect(isTTY: boolean): { isTTY: boolean; columns: number; text: string; write: (text: string) => void } {
  const output = { isTTY, columns: 30, text: '', write: (text: string) => void (output.text += text) };
  return output;
}

/** What a terminal shows in the end: a carriage return goes back, ESC [K clears to the end of the line. */
function shown(text: string): string[] {
  return text.split('\n').map((line) => {
    let screen = '';
    for (const part of line.split('\r')) {
      const written = part.replace('\u001B[K', '');
      screen = part.startsWith('\u001B[K') ? written : written + screen.slice(written.length);
    }
    return screen;
  });
}

test('a terminal names what is under way on its last line, and then has one line for each step', async () => {
  const output = collect(true);
  const { step } = openConsole(false, output);
  const slow = Promise.withResolvers<void>();
  const steps = [step('functions', () => slow.promise), step('web', async () => {}), step('migrations', async () => 3)];
  expect(shown(output.text)).toEqual(['  functions, web, migrations …'.slice(0, 29)]);
  await Promise.all(steps.slice(1));
  expect(shown(output.text)).toEqual([
    expect.stringMatching(/^ {2}web +0\.0 s$/),
    expect.stringMatching(/^ {2}migrations +0\.0 s$/),
    '  functions …',
  ]);
  slow.resolve();
  await Promise.all(steps);
  expect(shown(output.text).slice(2)).toEqual([expect.stringMatching(/^ {2}functions +0\.0 s$/), '']);
});

test('elsewhere a step that takes long is named while it runs, and one that does not only at its end', async () => {
  const output = collect(false);
  const { step } = openConsole(false, output);
  await Promise.all([
    step('slow', () => sleep(600)),
    step(
      'quick',
      async () => 1,
      () => 'done',
    ),
  ]);
  expect(output.text).toMatch(/^ {2}quick +0\.0 s {2}done\n {2}slow …\n {2}slow +0\.6 s\n$/);
});

test('a step that fails is under way no more', async () => {
  const output = collect(true);
  const { step } = openConsole(false, output);
  await expect(step('broken', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(shown(output.text)).toEqual(['']);
});

test('a terminal that does not know how wide it is gets the whole line', async () => {
  const lines: string[] = [];
  const output = { isTTY: true, columns: 0, write: (text: string) => lines.push(text) };
  await openConsole(false, output).step('functions', async () => {});
  expect(shown(lines[0] ?? '')).toEqual(['  functions …']);
});

test('a quiet console writes nothing', async () => {
  const output = collect(true);
  const { say, step } = openConsole(true, output);
  say('something');
  await step('work', async () => {});
  expect(output.text).toBe('');
});
