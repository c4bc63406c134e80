import { startTestServer } from './postgres-server.ts';
import { createTemplate } from './postgres-template.ts';

/** Tests and their databases find the server by these; Jest hands the environment on to every test process. */
// Jest takes the default export of this file.
export default async function globalSetup(): Promise<void> {
  const adminUrl = process.env.TEST_DATABASE_URL ?? (await startTestServer());
  process.env.PRESSROOM_TEST_ADMIN_URL = adminUrl;
  process.env.PRESSROOM_TEST_TEMPLATE = await createTemplate(adminUrl);
}
