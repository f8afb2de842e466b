import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** A published package, as the registry gets it. */
export interface PackedPackage {
  readonly name: string;
  /** Path of the tarball. */
  readonly tarball: string;
  /** Paths in the tarball, sorted. */
  readonly files: readonly string[];
}

export const PUBLISHED = ['@aisle/sdk', '@aisle/react', '@aisle/cli'] as const;
export type PublishedName = (typeof PUBLISHED)[number];

/** Packs the built packages with pnpm, which replaces `workspace:` by versions; npm does not. */
export async function packPackages(directory: string): Promise<Record<PublishedName, PackedPackage>> {
  const filters = PUBLISHED.flatMap((name) => ['--filter', name]);
  const repository = fileURLToPath(new URL('../../', import.meta.url));
  const { stdout } = await promisify(execFile)(
    'npx',
    ['-y', 'pnpm@12', '--recursive', ...filters, 'pack', '--pack-destination', directory, '--json'],
    { cwd: repository },
  );
  const packed = JSON.parse(stdout) as { name: string; filename: string; files: { path: string }[] }[];
  const entries = packed.map(
    ({ name, filename, files }) =>
      [name, { name, tarball: filename, files: files.map(({ path }) => path).sort() }] as const,
  );
  return Object.fromEntries<PackedPackage>(entries) as Record<PublishedName, PackedPackage>;
}
