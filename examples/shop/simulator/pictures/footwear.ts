import {
  ellipse,
  fill,
  INK,
  PAPER,
  type Paint,
  type Painter,
  rect,
  repeat,
  STEEL,
  stroke,
  WOOD,
  WOOD_DARK,
} from './paint.js';

const laces = (colour: string, points: readonly (readonly [number, number])[]) =>
  points.map(([x, y]) => stroke(colour, 5, `M${x} ${y}l24-14`)).join('');
const trim = (p: Paint) => (p.variant % 2 === 0 ? p.light : PAPER);

export const FOOTWEAR: Readonly<Record<string, Painter>> = {
  'trail-shoe': (p) =>
    fill(
      p.main,
      'M70 292C62 244 68 208 84 200C98 218 126 216 148 190C176 224 216 244 268 252C318 258 344 268 344 294Z',
    ) +
    fill(p.dark, 'M70 292C64 258 66 232 74 212Q96 240 104 292Z') +
    fill(p.deep, 'M84 200C98 218 126 216 148 190L158 202C130 232 104 236 80 210Z') +
    laces(trim(p), [
      [160, 226],
      [182, 242],
      [206, 254],
    ]) +
    stroke(trim(p), 7, 'M112 282Q160 268 196 276T264 264') +
    fill(p.dark, 'M292 258C326 264 344 272 344 294H304Q300 276 292 258Z') +
    fill(PAPER, 'M62 288H348Q356 306 338 312H76Q58 308 62 288Z') +
    repeat(12, (i) => rect(INK, 74 + 22 * i, 310, 14, 12, 3)),
  'hiking-boot': (p) =>
    fill(p.main, 'M92 128Q134 138 178 124C178 180 196 204 244 216C306 230 342 240 340 294H84C80 240 98 200 92 128Z') +
    fill(p.dark, 'M84 294C82 258 90 230 94 200Q124 240 128 294Z') +
    fill(p.dark, 'M286 228C326 238 342 252 340 294H278Q266 250 286 228Z') +
    rect(p.deep, 88, 116, 94, 26, 13) +
    fill(p.light, 'M166 148L182 150C184 186 204 204 232 214L214 226C182 212 168 186 166 148Z') +
    repeat(4, (i) => stroke(p.variant % 2 === 0 ? '#d9a441' : PAPER, 5, `M${160 + 11 * i} ${164 + 17 * i}l26-8`)) +
    rect(p.variant % 3 === 0 ? PAPER : p.deep, 78, 288, 268, 12, 5) +
    rect(INK, 76, 298, 272, 16, 6) +
    repeat(9, (i) => rect(INK, 80 + 30 * i, 308, 20, 14, 3)),
  sneaker: (p) =>
    fill(
      p.main,
      'M74 284C66 240 72 214 82 202C100 216 128 214 152 188C180 222 216 240 262 246C318 252 342 262 342 288Z',
    ) +
    fill(p.deep, 'M82 202C100 216 128 214 152 188L160 198C130 228 100 230 78 212Z') +
    fill(p.light, 'M282 248C326 254 342 264 342 288H268Q262 262 282 248Z') +
    (p.variant % 3 === 0
      ? fill(trim(p), 'M112 284Q128 246 176 236L196 248Q150 258 140 284Z')
      : p.variant % 3 === 1
        ? stroke(PAPER, 7, 'M118 280L150 236M138 280L172 244')
        : ellipse(PAPER, 126, 250, 17)) +
    laces(PAPER, [
      [164, 222],
      [184, 238],
      [206, 248],
    ]) +
    fill(p.dark, 'M70 232Q84 238 90 232L92 284H74Q68 254 70 232Z') +
    fill(PAPER, 'M66 280H346Q356 304 338 316H80Q60 306 66 280Z') +
    stroke(p.main, 4, 'M72 298H346'),
  'chelsea-boot': (p) =>
    fill(p.main, 'M104 108H194C192 176 206 206 252 222C306 238 340 250 340 296H92C90 240 108 190 104 108Z') +
    fill(p.deep, 'M136 112H178C180 164 184 190 172 214Q152 206 140 186Q140 150 136 112Z') +
    stroke(
      p.dark,
      2,
      repeat(4, (i) => `M${144 + 9 * i} 122V${184 + 6 * i}`),
    ) +
    rect(p.dark, 100, 104, 98, 12, 5) +
    rect(p.light, 94, 92, 12, 34, 5) +
    fill(p.light, 'M262 228C300 238 322 248 328 264Q290 244 262 228Z') +
    fill(p.variant % 2 === 0 ? INK : WOOD_DARK, 'M88 294H342Q348 308 336 312H180L170 322H92Z'),
  sandal: (p) =>
    stroke(p.main, 30, 'M150 274C160 216 200 206 232 274') +
    stroke(p.main, 26, 'M250 276C262 232 300 236 312 280') +
    stroke(p.dark, 16, 'M92 270C86 216 120 190 172 226') +
    rect(STEEL, 168, 214, 24, 20, 5) +
    rect(p.dark, 174, 219, 12, 10, 2) +
    (p.variant % 2 === 0 ? rect(STEEL, 272, 236, 22, 18, 5) : '') +
    fill(
      WOOD,
      'M66 278C60 262 96 262 122 270Q200 288 262 272C310 262 346 268 346 286Q346 300 330 302H84Q68 300 66 278Z',
    ) +
    fill(INK, 'M70 294H344Q342 316 322 316H88Q70 314 70 294Z'),
  socks: (p) =>
    [p.dark, p.main]
      .map(
        (colour, i) =>
          `<g transform="translate(${72 - 72 * i} ${14 * i})">${fill(colour, 'M136 84H216V212Q216 232 200 246L144 294Q118 312 94 300Q74 284 92 262L136 206Z')}${fill(p.deep, 'M94 300Q74 284 92 262L108 246L134 300Q112 308 94 300Z')}${rect(trim(p), 132, 84, 88, p.variant % 3 === 0 ? 44 : 24, 6)}${p.variant % 2 === 0 ? stroke(trim(p), 6, 'M140 152H212M140 172H212') : ''}</g>`,
      )
      .join(''),
};
