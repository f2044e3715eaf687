import { randomUUID } from 'node:crypto';
import type { AwsError } from './aws-error.ts';
import type { Answer } from './http.ts';
import { writeXml, type XmlElement } from './xml.ts';

/** An XML answer with a request id of its own, in the header and wherever `document` wants it. */
export function xmlAnswer(status: number, document: (requestId: string) => XmlElement): Answer {
  const requestId = randomUUID();
  const headers = { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId };
  return { status, headers, body: writeXml(document(requestId)) };
}

/** A refusal as `<ErrorResponse>`, the shape of Route 53 (InvalidChangeBatch too) and STS. */
export function errorResponse(namespace: string, { status, code, message }: AwsError): Answer {
  const type = status < 500 ? 'Sender' : 'Receiver';
  return xmlAnswer(status, (requestId) => ({
    ErrorResponse: {
      '@xmlns': namespace,
      Error: { Type: type, Code: code, Message: message },
      RequestId: requestId,
    },
  }));
}
