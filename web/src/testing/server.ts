import { setupServer } from "msw/node";

/** Answers the requests of tests; a request nobody planned fails the test. */
export const server = setupServer();
