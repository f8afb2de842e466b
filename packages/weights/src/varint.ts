/** Appends a whole number below 2^31 in 7 bits a byte, low bits first, bit 7 set on every byte but the last. */
export function pushVarint(bytes: number[], value: number): void {
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value);
}

export interface VarintReader {
  /** Index of the next byte. */
  at: number;
  next(): number;
}

/** Reads numbers of 7 bits a byte, low bits first, bit 7 set on every byte but the last; five bytes at most. */
export function varintReader(bytes: Uint8Array, start: number, refuse: (what: string) => never): VarintReader {
  return {
    at: start,
    next() {
      let value = 0;
      for (let shift = 0; shift < 35; shift += 7) {
        const byte = bytes[this.at++];
        if (byte === undefined) return refuse('it ends within a number');
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return value;
      }
      return refuse('a number of more than five bytes');
    },
  };
}
