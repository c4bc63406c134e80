import { stopTestServer } from './postgres-server.ts';
import { dropTemplate } from './postgres-template.ts';

// Jest takes the default export of this file.
export default async function globalTeardown(): Promise<void> {
  const { TEST_DATABASE_URL, PRESSROOM_TEST_TEMPLATE } = process.env;
  if (TEST_DATABASE_URL && PRESSROOM_TEST_TEMPLATE) await dropTemplate(TEST_DATABASE_URL, PRESSROOM_TEST_TEMPLATE);
  await stopTestServer();
}
