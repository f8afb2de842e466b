import { beforeEach, expect, test } from 'vitest';
import { Connection } from './connection.js';
import { existingDatabases } from './existingDatabases.js';
import { NoDatabaseError } from './noDatabaseError.js';
import { InMemoryDatabases } from './testing/inMemoryDatabases.js';

const NAME = 'aisle-shop';

let databases: InMemoryDatabases;
let connection: Connection;
const count = () => connection.run('count', (database) => database.transaction('events').objectStore('events').count());

beforeEach(() => {
  databases = new InMemoryDatabases();
  connection = new Connection(NAME, existingDatabases(databases));
});

test('a missing database is not opened', async () => {
  await expect(count()).rejects.toBeInstanceOf(NoDatabaseError);
  expect(databases.opens).toEqual([]);
});

test('creation is aborted if databases cannot be listed', async () => {
  databases.canList = false;
  await expect(count()).rejects.toBeInstanceOf(NoDatabaseError);
  expect(databases.opens).toEqual([`${NAME} 3`]);
  expect(databases.databases.size).toBe(0);
});

test('an existing database is opened', async () => {
  await new Connection(NAME, databases).run('open', async () => {});
  expect(await count()).toBe(0);
});
