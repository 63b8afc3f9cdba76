import type { ServerResponse } from 'node:http';
import { escapeHtml } from './page.ts';

/** An answer of S3 other than success: thrown where it is found, written by `sendProblem`. */
export class StorageProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, string | number>;

  constructor(status: number, code: string, message: string, details: Record<string, string | number> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Writes the error document of https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function sendProblem(response: ServerResponse, problem: StorageProblem, headOnly = false): void {
  const fields = { Code: problem.code, Message: problem.message, ...problem.details };
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${escapeHtml(String(value))}</${name}>`);
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${elements.join('')}</Error>`;
  response.writeHead(problem.status, headOnly ? {} : { 'content-type': 'application/xml' });
  response.end(headOnly ? undefined : xml);
}
