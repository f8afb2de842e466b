import type { TrainedModel } from '@aisle/model';
import { readCatalogueFile } from '../data/index.js';
import type { Dataset, DatasetOptions } from '../dataset.js';
import { embeddedPicture } from '../evaluation/embeddedPicture.js';
import { whyNoExamples } from '../evaluation/missingExamples.js';
import { type QualityFigures, qualityFigures } from '../evaluation/qualityFigures.js';
import { rowExamples } from '../evaluation/rowExamples.js';

/** An item as a reader of the report recognises it. */
interface NamedItem {
  readonly itemId: string;
  readonly title?: string;
  /** A data URL. */
  readonly picture?: string;
}

/** The fields of the report that only its page shows. */
export interface ReportFigures {
  /** Null without test examples. */
  readonly evaluation: QualityFigures | null;
  /** Why the test has no examples, and what would help. */
  readonly notMeasured?: string;
  readonly examples: readonly {
    readonly item: NamedItem;
    readonly shoppers: number;
    readonly row: readonly NamedItem[];
  }[];
}

/** Compares a model with simple lists, and composes rows of it. */
export async function reportFigures(
  model: TrainedModel,
  dataset: Dataset,
  options: Omit<DatasetOptions, 'target'>,
): Promise<ReportFigures> {
  const { split, log } = dataset;
  const evaluation = await qualityFigures(model, dataset);
  const rows = await rowExamples(model, split.refit ?? split.training);
  const nameOf = await itemNames(options);
  const name = (row: number) => nameOf(log.itemIds[row - 1]!);
  return {
    evaluation: evaluation ?? null,
    ...(!evaluation && { notMeasured: whyNoExamples(dataset, options) }),
    examples: await Promise.all(
      rows.map(async ({ itemRow, shoppers, listedRows }) => ({
        item: await name(itemRow),
        shoppers,
        row: await Promise.all(listedRows.map(name)),
      })),
    ),
  };
}

async function itemNames({
  catalogueFile,
  catalogueNames,
  maxBadShare,
}: Pick<DatasetOptions, 'catalogueFile' | 'catalogueNames' | 'maxBadShare'>): Promise<
  (itemId: string) => Promise<NamedItem>
> {
  if (catalogueFile === undefined) return async (itemId) => ({ itemId });
  const { items } = await readCatalogueFile({ file: catalogueFile, names: catalogueNames, maxBadShare });
  const entries = new Map(items.map((entry) => [entry.itemId as string, entry]));
  return async (itemId) => {
    const { title, image } = entries.get(itemId) ?? {};
    const picture = image === undefined ? undefined : await embeddedPicture(image, catalogueFile);
    return { itemId, ...(title !== undefined && { title }), ...(picture !== undefined && { picture }) };
  };
}
