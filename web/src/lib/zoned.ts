/** How far the clocks of a zone are ahead of UTC at an instant, in ms. */
function offsetAt(instant: number, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...(timeZone ? { timeZone } : {}),
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(instant / 1_000) * 1_000;
}

/**
 * What clocks in a zone show at an instant, to the second: 2026-11-22 09:30:05, as spreadsheets read it.
 * @param timeZone an IANA name
 */
export function wallTime(instant: string, timeZone: string): string {
  const at = Date.parse(instant);
  return new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 19).replace('T', ' ');
}

/**
 * The instant at which clocks in a zone show a day and time, as ISO text. A time that is there twice is the first; one
 * that is left out is as much later: as the API reads local times.
 * @param date as 2026-11-22
 * @param time as 09:30
 * @param timeZone an IANA name; the viewer's own if left out
 */
export function instantOf(date: string, time: string, timeZone: string | undefined): Date {
  const wall = Date.parse(`${date}T${time}:00Z`);
  // Tried with what holds a day before and after: where the clocks change between the two, they differ.
  const [before, after] = [offsetAt(wall - 86_400_000, timeZone), offsetAt(wall + 86_400_000, timeZone)];
  const fits = [wall - before, wall - after].filter((at) => at + offsetAt(at, timeZone) === wall);
  return new Date(fits.length > 0 ? Math.min(...fits) : wall - before);
}
