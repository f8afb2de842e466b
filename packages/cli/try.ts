import fs from 'node:fs'; import zlib from 'node:zlib';
import { useNodeBackend } from '/work/main/packages/cli/src/nodeBackend.ts';
import { EventLogBuilder, leaveOneOut, fit, initialState, DEFAULT_FIT, transitionTable, popularity, evaluateScorer, evaluateModel } from '/work/main/packages/model/src/train/index.ts';
const b = new EventLogBuilder();
for (const line of zlib.gunzipSync(fs.readFileSync('/work/shared/data/amazon-2014-5core/Beauty.txt.gz')).toString().trim().split('\n')) { const [u, ...items] = line.split(' '); for (const i of items) b.add(u!, i, 'purchase'); }
const log = b.build();
const split = leaveOneOut(log, 'next-item');
console.log(split.training.length, split.validation.length, split.test.length);
await useNodeBackend();
const arg = JSON.parse(process.argv[2] ?? '{}');
if (arg.baselines) { let t=Date.now();
console.log('pop', evaluateScorer(popularity(split.training, log.itemIds.length), split.test, true));
console.log('tt', evaluateScorer(transitionTable(split.training, log.itemIds.length), split.test, true), Date.now()-t); }
const config = { architecture: 'causal-attention' as const, itemCount: log.itemIds.length, width: 64, layerCount: 2, headCount: 2, feedForwardWidth: 256, windowLength: 50, target: 'next-item' as const, ...arg.config };
const opts = { ...DEFAULT_FIT, config, training: split.training, validation: split.validation, maskHistory: true, seed: 1, ...arg.fit };
const state = initialState(config, 1); let t = Date.now();
for await (const r of fit(opts, state, p => { if (p.step % 20 === 0) process.stderr.write(`\r${p.epoch} ${p.step}/${p.stepsPerEpoch} ${p.loss.toFixed(3)}`); })) { console.log(JSON.stringify(r), ((Date.now() - t) / 1000).toFixed(1)); t = Date.now(); if (r.epoch >= (arg.stop ?? 99)) break; }
console.log('test', await evaluateModel(config, state.best.values, split.test, true));
