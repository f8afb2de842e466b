import {
  BRASS,
  ellipse,
  fill,
  GLASS,
  GLOW,
  INK,
  mirrored,
  PAPER,
  type Painter,
  rect,
  repeat,
  STEEL,
  STEEL_DARK,
  stroke,
  WOOD,
} from './paint.js';

export const CAMPING: Readonly<Record<string, Painter>> = {
  tent: (p) =>
    p.variant % 2 === 1 || p.variant === 4
      ? stroke(INK, 3, 'M50 326L84 300M350 326L316 300') +
        fill(p.main, 'M62 322C74 190 140 118 200 114C260 118 326 190 338 322Z') +
        fill(p.dark, 'M200 114C260 118 326 190 338 322H268C262 220 240 150 200 114Z') +
        fill(p.deep, 'M148 322C154 244 174 190 194 164C216 190 238 244 244 322Z') +
        fill(p.light, 'M148 322C154 244 174 190 194 164Q186 250 196 322Z') +
        stroke(p.light, 4, 'M62 322C74 190 140 118 200 114')
      : stroke(INK, 4, 'M200 96V120M40 322L104 250M360 322L296 250') +
        fill(p.dark, 'M200 110L350 322H200Z') +
        fill(p.main, 'M200 110L50 322H290Z') +
        fill(p.deep, 'M190 168L128 322H250Z') +
        fill(p.light, 'M190 168L128 322H168Z') +
        fill(GLOW, 'M196 250L178 322H232Z'),
  'sleeping-bag': (p) =>
    `<g transform="translate(0 26) rotate(-24 200 210)">${fill(p.main, 'M70 210C70 150 130 140 190 144L310 164Q346 172 346 210T310 256L190 276C130 280 70 270 70 210Z')}${stroke(
      p.dark,
      3,
      repeat(5, (i) => `M${172 + 32 * i} ${146 + 4 * i}Q${184 + 32 * i} 210 ${172 + 32 * i} ${274 - 4 * i}`),
    )}` +
    `${fill(p.deep, 'M82 210C82 168 112 158 134 166Q162 180 162 210T134 254C112 262 82 252 82 210Z')}${fill(p.variant % 2 === 0 ? PAPER : p.light, 'M92 210C92 184 112 176 126 184Q142 192 142 210T126 236C112 244 92 236 92 210Z')}${stroke(STEEL, 4, 'M160 222L330 228')}</g>`,
  'camp-stove': (p) =>
    p.variant !== 0 && p.variant !== 2
      ? rect(p.main, 146, 226, 108, 98, 20) +
        rect(p.light, 158, 240, 22, 70, 8) +
        fill(p.dark, 'M158 228Q200 208 242 228Z') +
        rect(STEEL, 188, 172, 24, 44, 4) +
        stroke(BRASS, 7, 'M212 196H256') +
        ellipse(INK, 262, 196, 9, 13) +
        mirrored(stroke(STEEL_DARK, 7, 'M196 170L140 138V122')) +
        ellipse(INK, 200, 166, 34, 9) +
        repeat(3, (i) => fill('#5b9bd5', `M${180 + 20 * i} 158q-9-14 0-30q9 16 0 30z`))
      : fill(p.light, 'M92 218L80 120H320L308 218Z') +
        fill(p.dark, 'M80 120H320L318 134H82Z') +
        rect(p.main, 74, 218, 252, 96, 14) +
        rect(p.dark, 74, 284, 252, 30, 12) +
        mirrored(
          ellipse(INK, 140, 212, 46, 11) +
            stroke(STEEL_DARK, 6, 'M96 204H184M118 194V208M162 194V208') +
            fill('#5b9bd5', 'M140 206q-10-16 0-34q10 18 0 34z') +
            ellipse(STEEL, 128, 260, 14) +
            stroke(INK, 4, 'M128 250V260') +
            rect(INK, 96, 312, 18, 12, 4),
        ),
  lantern: (p) =>
    stroke(INK, 6, 'M156 146C140 50 260 50 244 146') +
    fill(p.main, 'M150 152Q152 116 200 112T250 152Z') +
    rect(p.dark, 146, 148, 108, 14, 6) +
    rect(GLOW, 156, 162, 88, 102, 10) +
    ellipse('#ffd777', 200, 216, 20, 30) +
    rect(GLASS, 164, 168, 14, 90, 6) +
    (p.variant % 2 === 0
      ? stroke(
          p.dark,
          5,
          repeat(3, (i) => `M${162 + 38 * i} 162V264`),
        )
      : stroke(p.dark, 5, 'M150 196H250M150 232H250')) +
    rect(p.main, 142, 262, 116, 58, 14) +
    ellipse(p.light, 200, 290, 12) +
    rect(p.dark, 142, 306, 116, 14, 7),
  'camp-chair': (p) =>
    mirrored(stroke(STEEL_DARK, 8, 'M110 322L256 238M116 112L130 236')) +
    fill(p.main, 'M112 108Q200 128 288 108L278 222Q200 244 122 222Z') +
    fill(p.dark, 'M118 216Q200 240 282 216L296 256Q200 284 104 256Z') +
    (p.variant % 2 === 0
      ? stroke(p.light, 4, 'M120 130Q200 148 280 130')
      : fill(p.light, 'M166 122Q200 126 234 122L230 220Q200 224 170 220Z')) +
    mirrored(
      stroke(STEEL_DARK, 8, 'M104 256L96 322') +
        rect(p.variant % 2 === 0 ? WOOD : INK, 84, 188, 56, 13, 6) +
        stroke(STEEL_DARK, 7, 'M98 198L104 256'),
    ),
  'sleeping-mat': (p) =>
    fill(p.main, 'M70 300Q60 300 60 286V270Q60 258 72 258H300V300Z') +
    ellipse(p.dark, 300, 254, 62) +
    ellipse(p.light, 300, 254, 52) +
    ellipse(p.main, 300, 254, 42) +
    ellipse(p.light, 300, 254, 31) +
    ellipse(p.dark, 300, 254, 20) +
    ellipse(p.deep, 300, 254, 9) +
    rect(p.main, 60, 258, 240, 58, 16) +
    (p.variant % 2 === 0
      ? stroke(p.light, 5, 'M82 276H262M82 298H262')
      : stroke(
          p.light,
          5,
          repeat(5, (i) => `M${90 + 40 * i} 264V310`),
        )) +
    rect(BRASS, 50, 280, 16, 14, 4),
  'gas-canister': (p) =>
    rect(STEEL_DARK, 186, 128, 28, 22, 4) +
    rect(STEEL, 178, 142, 44, 14, 5) +
    fill(STEEL, 'M104 212Q108 156 200 154T296 212Z') +
    fill(p.main, 'M104 206Q200 184 296 206V290Q296 318 270 322H130Q104 318 104 290Z') +
    fill(p.dark, 'M250 198Q276 200 296 206V290Q296 318 270 322H250Z') +
    (p.variant % 2 === 0 ? rect(PAPER, 104, 232, 192, 46) : ellipse(PAPER, 196, 256, 40)) +
    fill('#5b9bd5', 'M196 278q-26-6-20-28q6 4 10 10q-2-20 12-30q-2 14 10 22t2 20q-4 6-14 6z'),
  'trail-meal': (p) =>
    fill(p.main, 'M116 108H284L296 316Q200 330 104 316Z') +
    fill(p.dark, 'M250 108H284L296 316Q276 320 254 322Z') +
    rect(p.deep, 110, 92, 180, 24, 5) +
    stroke(p.light, 3, 'M116 104H284') +
    ellipse(PAPER, 196, 200, 58, 50) +
    fill(p.variant % 2 === 0 ? '#b5642f' : '#6f8a4e', 'M150 204H242Q238 240 196 240T150 204Z') +
    stroke(STEEL_DARK, 5, 'M182 186q-8-12 0-22M208 186q-8-12 0-22') +
    rect(PAPER, 146, 274, 100, 12, 6),
};
