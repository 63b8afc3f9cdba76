/**
 * Counts how often each thing was seen, in 10 bytes a thing: a million lines of sales without line numbers stay small.
 * Things are told apart by 64 bits of hash; among a million, two collide with a chance of about 1 in 37 million, and
 * then still count the same way each time the file is read.
 */
export class Occurrences {
  #size = 0;
  #mask = 2 ** 12 - 1;
  #high = new Uint32Array(2 ** 12);
  #low = new Uint32Array(2 ** 12);
  #count = new Uint16Array(2 ** 12);

  /** How often the parts have been seen, this time included. */
  nth = (...parts: string[]): number => {
    const [high, low] = hash(parts.join('\u0000'));
    const slot = this.#slot(high, low);
    if (this.#count[slot] === 0) {
      this.#high[slot] = high;
      this.#low[slot] = low;
      this.#count[slot] = 1;
      this.#size += 1;
      if (this.#size * 2 > this.#mask) this.#grow();
      return 1;
    }
    const count = (this.#count[slot] ?? 0) + 1;
    if (count > 65_535) throw new RangeError('A product stands on more than 65,535 lines of one sale');
    this.#count[slot] = count;
    return count;
  };

  #slot(high: number, low: number): number {
    let slot = low & this.#mask;
    while (this.#count[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high))
      slot = (slot + 1) & this.#mask;
    return slot;
  }

  #grow(): void {
    const [high, low, count] = [this.#high, this.#low, this.#count];
    const size = (this.#mask + 1) * 2;
    this.#mask = size - 1;
    this.#high = new Uint32Array(size);
    this.#low = new Uint32Array(size);
    this.#count = new Uint16Array(size);
    for (let index = 0; index < count.length; index += 1) {
      if (count[index] === 0) continue;
      const slot = this.#slot(high[index] ?? 0, low[index] ?? 0);
      this.#high[slot] = high[index] ?? 0;
      this.#low[slot] = low[index] ?? 0;
      this.#count[slot] = count[index] ?? 0;
    }
  }
}

// cyrb53 by bryc (public domain), its two 32-bit lanes kept whole.
function hash(text: string): [number, number] {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return [a >>> 0, b >>> 0];
}
