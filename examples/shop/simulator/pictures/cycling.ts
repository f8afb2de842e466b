import {
  BRASS,
  ellipse,
  fill,
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
  WOOD_DARK,
} from './paint.js';

const wheel = (cx: number) =>
  `<circle cx="${cx}" cy="250" r="70" fill="none" stroke="${INK}" stroke-width="9"/><circle cx="${cx}" cy="250" r="63" fill="none" stroke="${STEEL}" stroke-width="3"/>` +
  stroke('#98a2a999', 1.5, `M${cx - 62} 250h124M${cx} 188v124M${cx - 44} 206l88 88M${cx + 44} 206l-88 88`) +
  ellipse(STEEL_DARK, cx, 250, 7);

export const CYCLING: Readonly<Record<string, Painter>> = {
  bicycle: (p) =>
    wheel(102) +
    wheel(298) +
    (p.variant !== 3
      ? stroke(p.main, 9, 'M102 250L154 158H264L186 250ZM264 150L298 250M144 138L186 250')
      : stroke(
          p.main,
          9,
          'M102 250L152 168M264 158L186 250H102M268 142L298 250M144 138L186 250M264 186Q210 226 170 206',
        )) +
    stroke(STEEL_DARK, 7, 'M144 138L138 118M262 146L256 110') +
    rect(WOOD_DARK, 112, 108, 56, 13, 6) +
    stroke(
      INK,
      8,
      p.variant === 1 || p.variant === 5 ? 'M256 110H286Q302 112 296 132Q290 142 276 136' : 'M228 112Q256 92 286 106',
    ) +
    ellipse(INK, 186, 250, 20) +
    ellipse(p.light, 186, 250, 10) +
    stroke(STEEL_DARK, 6, 'M186 250L202 284') +
    rect(INK, 192, 282, 28, 8, 4) +
    (p.variant === 0 || p.variant === 3 ? stroke(p.dark, 6, 'M40 214Q72 170 128 176') : '') +
    (p.variant === 2 || p.variant === 5 ? rect(INK, 70, 156, 60, 7, 3) : ''),
  helmet: (p) =>
    stroke(INK, 7, 'M120 244L178 316Q190 326 198 312L250 252') +
    fill(p.dark, 'M66 246Q56 110 196 96Q338 102 344 236Q346 258 320 256L92 262Q68 262 66 246Z') +
    fill(p.main, 'M66 236Q62 108 196 96Q330 102 340 222Q260 240 66 236Z') +
    (p.variant % 2 === 0
      ? repeat(3, (i) => fill(p.deep, `M${118 + 58 * i} ${142 - 6 * (i % 2)}q26-16 40 0q-4 40-22 54q-20-22-18-54z`))
      : repeat(4, (i) => rect(p.deep, 116 + 44 * i, 168 - 8 * (i % 2), 28, 10, 5)) +
        stroke(p.light, 6, 'M100 178Q118 128 176 116')) +
    (p.variant % 3 === 0 ? fill(INK, 'M300 232L372 250Q366 262 340 260L296 254Z') : '') +
    rect(p.variant % 2 === 0 ? p.light : '#c2563c', 78, 206, 12, 22, 5),
  'bike-light': (p) =>
    `<path d="M250 150L350 112V274L250 234Z" fill="${p.variant % 2 === 1 ? '#ff6f5e' : GLOW}" opacity=".6"/>` +
    rect(p.main, 92, 148, 140, 88, 26) +
    rect(p.dark, 92, 200, 140, 36, 18) +
    rect(INK, 214, 138, 42, 108, 16) +
    ellipse(p.variant % 2 === 1 ? '#ff8d7d' : '#fff8e0', 248, 192, 13, 42) +
    rect(p.light, 116, 164, 58, 9, 4) +
    ellipse('#7fd08a', 190, 168, 6) +
    rect(INK, 136, 232, 54, 26, 6) +
    `<ellipse cx="163" cy="286" rx="38" ry="34" fill="none" stroke="${INK}" stroke-width="15"/>` +
    rect(STEEL, 192, 276, 22, 18, 4),
  pannier: (p) =>
    mirrored(stroke(INK, 9, 'M150 118V98Q150 88 160 88')) +
    fill(p.main, 'M104 132H296L312 300Q312 322 288 322H112Q88 322 88 300Z') +
    fill(p.dark, 'M256 132H296L312 300Q312 322 288 322H254Q270 300 256 132Z') +
    (p.variant % 2 === 0
      ? fill(p.light, 'M98 118Q98 104 112 104H288Q302 104 302 118L306 182Q200 204 94 182Z') +
        mirrored(rect(INK, 140, 172, 12, 62) + rect(BRASS, 136, 206, 20, 14, 3))
      : rect(p.light, 100, 104, 200, 42, 14) +
        stroke(p.dark, 3, 'M104 130H296') +
        rect(INK, 192, 112, 16, 84) +
        rect(STEEL, 188, 168, 24, 15, 3)) +
    rect(PAPER, 132, 264, 136, 11, 3),
  'bike-lock': (p) =>
    '<g transform="translate(0 26)">' +
    [
      stroke(p.main, 24, 'M132 222V150C132 62 268 62 268 150V222') +
        stroke(p.light, 5, 'M128 200V150Q130 106 166 90') +
        rect(INK, 98, 214, 204, 72, 30) +
        rect(p.dark, 98, 214, 40, 72, 20) +
        ellipse(STEEL, 200, 250, 17) +
        rect(INK, 196, 240, 8, 20, 3),
      `<g fill="none" stroke="${p.main}" stroke-width="26" stroke-linejoin="round"><path d="M120 290L92 190L156 110L262 122L312 210"/></g>` +
        repeat(4, (i) => ellipse(STEEL, [92, 156, 262, 312][i] as number, [190, 110, 122, 210][i] as number, 8)) +
        `<g transform="rotate(8 210 280)">${rect(INK, 112, 256, 206, 50, 20)}${ellipse(STEEL, 282, 281, 13)}${rect(p.light, 134, 272, 70, 8, 4)}</g>`,
      repeat(14, (i) => {
        const a = (i / 14) * 2 * Math.PI;
        const x = Math.round(200 + 100 * Math.cos(a));
        const y = Math.round(196 + 88 * Math.sin(a));
        return `<ellipse cx="${x}" cy="${y}" rx="25" ry="14" fill="none" stroke="${i % 2 === 0 ? p.main : p.dark}" stroke-width="11" transform="rotate(${Math.round((a * 180) / Math.PI + 90)} ${x} ${y})"/>`;
      }) +
        rect(INK, 156, 256, 88, 66, 16) +
        ellipse(BRASS, 200, 286, 15) +
        rect(INK, 197, 278, 6, 16, 2),
    ][[1, 0, 2, 0, 1, 2][p.variant] as number] +
    '</g>',
};
