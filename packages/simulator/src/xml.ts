import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';

/** The content of an XML element: text, nested elements (an array repeats the element), `undefined` = absent. */
type XmlValue = string | number | boolean | undefined | XmlElement | XmlValue[];

/** Nested elements by name; a key that begins with `@` is an attribute. */
export interface XmlElement {
  [name: string]: XmlValue;
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  suppressBooleanAttributes: false,
});

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false,
  htmlEntities: true, // also `&#xA;`, as SDKs write a line end
  isArray: (name) => name === 'Change' || name === 'ResourceRecord',
});

/** Writes one XML document. */
export function writeXml(document: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build(document)}`;
}

/** Reads one XML document, every leaf as text; `undefined` when it is not well-formed. */
export function readXml(text: string): Record<string, unknown> | undefined {
  if (XMLValidator.validate(text) !== true) return undefined;
  return parser.parse(text) as Record<string, unknown>;
}
