/** What only this repository can resolve stays out of what is published: sources, and private packages. */
function beforePacking(manifest) {
  const { devDependencies, ...published } = manifest;
  for (const conditions of Object.values(published.exports ?? {})) delete conditions['aisle-source'];
  return published;
}

export const hooks = { beforePacking };
