// How operations travel: queries and mutations by POST, subscriptions over graphql-transport-ws.

import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { Kind, parse } from 'graphql';
import { createClient } from 'graphql-ws';

/**
 * A fetcher that sends the headers editor's content over both transports: as HTTP headers, and with names in
 * lower case as the payload of connection_init, since a browser's WebSocket cannot send headers.
 *
 * Every operation has a client of its own, so a socket always carries the headers that stand in the editor. A
 * client opens its socket only for a subscription. A refused or lost socket is shown at once, not retried.
 *
 * The schema is asked for before the editors are there; that request gets the preset headers.
 */
export function createFetcher({ endpoint, subscriptionEndpoint }, presetHeaders) {
  const socketUrl = new URL(subscriptionEndpoint, location.href);
  socketUrl.protocol = socketUrl.protocol.replace('http', 'ws');
  return (parameters, options) => {
    const introspects = parameters.operationName === 'IntrospectionQuery';
    const headers = options?.headers ?? (introspects ? presetHeaders : {});
    const wsClient = createClient({
      url: socketUrl.href,
      connectionParams: inLowerCase(headers),
      retryAttempts: 0,
    });
    const send = createGraphiQLFetcher({ url: endpoint, wsClient, enableIncrementalDelivery: false });
    return send(...withCurrentOperation(parameters, { ...options, headers }));
  };
}

function inLowerCase(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * GraphiQL parses the editor's text a tenth of a second after a change. Who runs an operation sooner after
 * changing the tab would send the name of the former tab's operation, and a subscription as a query.
 */
function withCurrentOperation(parameters, options) {
  let documentAST;
  try {
    documentAST = parse(parameters.query);
  } catch {
    return [parameters, options]; // The server says what is wrong with it.
  }
  const operations = documentAST.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  const names = operations.map(({ name }) => name?.value);
  const operationName = names.includes(parameters.operationName) ? parameters.operationName : names[0];
  return [{ ...parameters, operationName }, { ...options, documentAST }];
}
