/** Appends a whole number below 2^31 as LEB128 (https://en.wikipedia.org/wiki/LEB128): 7 bits a byte, low bits first. */
export function pushVarint(bytes: number[], value: number): void {
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value);
}

export interface VarintReader {
  /** Index of the next byte. */
  at: number;
  next(): number;
}

/** Reads LEB128 numbers of at most five bytes. */
export function varintReader(bytes: Uint8Array, start: number, refuse: (what: string) => never): VarintReader {
  return {
    at: start,
    next() {
      let value = 0;
      for (let shift = 0; shift < 35; shift += 7) {
        const byte = bytes[this.at++];
        if (byte === undefined) return refuse('a number is truncated');
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return value;
      }
      return refuse('a number has more than five bytes');
    },
  };
}
