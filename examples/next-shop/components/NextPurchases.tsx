'use client';

import { usePredict } from '@aisle/react';
import { Row } from './Row';

export const NextPurchases = () => <Row heading="Perhaps next" items={usePredict({ k: 5 }).items} />;
