'use client';

import { useRelated } from '@aisle/react';
import { Row } from './Row';

export function Related({ itemId }: { itemId: string }) {
  return <Row heading="Similar products" items={useRelated(itemId, { k: 5 }).items} />;
}
