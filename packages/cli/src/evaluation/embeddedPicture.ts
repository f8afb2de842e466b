import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

/** A preview. Larger pictures would make the report of a few rows as large as a shop's page. */
const MAX_BYTES = 12_000;
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.avif': 'image/avif',
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};
const DATA_URL = /^data:image\/(avif|gif|jpeg|png|svg\+xml|webp)[;,]/i;

/**
 * The picture of a catalogue entry as a data URL, if that needs no request: a small data URL, or a small file in the
 * folder of the catalogue file. `/a.svg` is `a.svg` in that folder.
 *
 * @returns undefined for every other picture
 */
export async function embeddedPicture(image: string, catalogueFile: string): Promise<string | undefined> {
  if (DATA_URL.test(image)) return image.length <= (4 / 3) * MAX_BYTES ? image : undefined;
  const mediaType = MEDIA_TYPES[path.extname(image).toLowerCase()];
  const folder = path.dirname(path.resolve(catalogueFile));
  const file = path.join(folder, image);
  if (mediaType === undefined || /^[a-z][a-z\d+.-]*:|^\/\//i.test(image) || !file.startsWith(folder + path.sep))
    return undefined;
  try {
    if ((await stat(file)).size > MAX_BYTES) return undefined;
    return `data:${mediaType};base64,${(await readFile(file)).toString('base64')}`;
  } catch {
    return undefined;
  }
}
