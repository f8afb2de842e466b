/** Each colour in a light and in a dark theme, from GitHub's Primer palette, as in the project's plots. */
const COLOURS = {
  text: ['#1f2328', '#f0f6fc'],
  muted: ['#59636e', '#9198a1'],
  page: ['#ffffff', '#0d1117'],
  panel: ['#f6f8fa', '#151b23'],
  border: ['#d1d9e0', '#3d444d'],
  model: ['#0969da', '#4493f8'],
  baseline: ['#818b98', '#656c76'],
  good: ['#1a7f37', '#3fb950'],
  poor: ['#9a6700', '#d29922'],
  broken: ['#d1242f', '#f85149'],
  unmeasured: ['#59636e', '#9198a1'],
  onSign: ['#ffffff', '#0d1117'],
} as const;

const themeOf = (index: 0 | 1) =>
  Object.entries(COLOURS)
    .map(([name, themes]) => `--${name}:${themes[index]}`)
    .join(';');

/** The style sheet of the report. Paper is always light. */
export const STYLE = `
:root{color-scheme:light;${themeOf(0)}}
@media screen and (prefers-color-scheme:dark){:root{color-scheme:dark;${themeOf(1)}}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1.25rem 3rem;background:var(--page);color:var(--text);font:1rem/1.55 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0}
h2{font-size:1.25rem;line-height:1.3;margin:0 0 .5rem}
h3{font-size:1rem;margin:1.25rem 0 .25rem}
p,ul,ol{margin:.5rem 0;max-width:44rem}
section{margin-top:2.5rem}
.muted,small,caption{color:var(--muted)}
small{font-size:.8125rem}
.verdict{margin-top:1.25rem;padding:1.25rem;background:var(--panel);border:1px solid var(--border);border-left:6px solid var(--level);border-radius:6px}
.verdict.good{--level:var(--good)}
.verdict.poor{--level:var(--poor)}
.verdict.broken{--level:var(--broken)}
.verdict.unmeasured{--level:var(--unmeasured)}
.verdict h2{color:var(--level)}
.sign{display:inline-block;width:1.6em;height:1.6em;margin-right:.25em;border-radius:50%;background:var(--level);color:var(--onSign);text-align:center;line-height:1.6;font-size:.9em}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.headline{font-size:1.25rem;line-height:1.4;font-weight:600}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:0 2.5rem}
.plot{display:block;width:100%;max-width:27rem;height:auto;margin:.75rem 0 .25rem;font-size:12px;fill:var(--text)}
.plot .grid{stroke:var(--border)}
polyline{fill:none;stroke-width:2}
polyline.model{stroke:var(--model)}
polyline.reference{stroke:var(--muted);stroke-dasharray:5 4;stroke-width:1.5}
circle.model,rect.model{fill:var(--model)}
rect.baseline{fill:var(--baseline)}
.whisker{stroke:var(--text);stroke-width:2}
table{border-collapse:collapse;margin:.5rem 0;font-variant-numeric:tabular-nums;overflow-wrap:normal}
caption{text-align:left;font-size:.875rem;padding:.25rem 0}
th,td{padding:.3rem .75rem .3rem 0;text-align:right;vertical-align:top;border-bottom:1px solid var(--border)}
th:first-child{text-align:left}
tbody th{font-weight:400}
thead th{font-size:.8125rem;color:var(--muted);font-weight:600;vertical-align:bottom}
.bars{width:100%;max-width:44rem}
.bars th:first-child{width:11rem}
.bars td:nth-child(2),.bars th:nth-child(2){width:8.5rem;text-align:left}
.bars td:last-child{padding-right:0}
.bars svg{display:block;margin-top:.2rem}
.scroll{overflow-x:auto}
summary{cursor:pointer;color:var(--muted);font-size:.875rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:1rem;margin-top:1rem}
.card{border:1px solid var(--border);border-radius:6px;padding:.75rem 1rem}
.card h3{margin:0}
.card h3 .muted{font-weight:400;display:block;font-size:.875rem}
.card p{margin:.1rem 0;font-size:.875rem}
.card ol{counter-reset:place;margin:.5rem 0 0;padding:0;list-style:none}
.card li{counter-increment:place;display:flex;align-items:center;gap:.5rem;margin:.3rem 0}
.card li::before{content:counter(place) '.';min-width:1.1em;text-align:right}
.card small{white-space:nowrap}
.item{display:flex;align-items:center;gap:.6rem}
.card img{flex:none;object-fit:contain}
dl{margin:.5rem 0}
dl div{display:grid;grid-template-columns:minmax(0,15rem) minmax(0,1fr);gap:.25rem 1rem;padding:.3rem 0;border-bottom:1px solid var(--border)}
dt{color:var(--muted)}
dd{margin:0}
.option{white-space:nowrap;font-size:.95em}
pre{background:var(--panel);border:1px solid var(--border);border-radius:6px;padding:.75rem;white-space:pre-wrap;font:.875rem/1.5 ui-monospace,monospace}
footer{margin-top:2.5rem;padding-top:.75rem;border-top:1px solid var(--border);color:var(--muted);font-size:.875rem}
:focus-visible{outline:2px solid var(--model);outline-offset:2px}
@media (max-width:34rem){
.bars th:first-child{width:7.5rem}
.bars td:nth-child(2),.bars th:nth-child(2){width:5rem}
.bars small{display:block}
dl div{grid-template-columns:1fr}
th,td{padding-right:.5rem}
}
@media print{
@page{size:A4;margin:15mm}
body{max-width:none;padding:0;font-size:10.5pt}
.plots{grid-template-columns:1fr 1fr}
.cards{grid-template-columns:1fr 1fr 1fr}
.card img{width:32px;height:32px}
.verdict,.plots,.card,.plot,table,dl div,pre{break-inside:avoid}
section:not([aria-labelledby=examples]){break-inside:avoid}
[aria-labelledby=examples]{break-before:page}
h1,h2,h3{break-after:avoid}
section{margin-top:1.5rem}
.verdict,.sign{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details{display:none}
.scroll{overflow:visible}
}`;
