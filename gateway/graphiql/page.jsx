// GraphiQL with the explorer, history, our examples and the demo token; config comes from page.html.

import { explorerPlugin } from '@graphiql/plugin-explorer';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';

import '@graphiql/plugin-explorer/style.css';
import 'graphiql/style.css';

import { createFetcher } from './fetcher.js';
import { prepareSavedTabs, presetHeaders } from './saved-tabs.js';
import './page.css';

const config = JSON.parse(document.getElementById('config').textContent);
const headers = presetHeaders(config.token);
const headersText = Object.keys(headers).length ? JSON.stringify(headers, null, 2) : '';

globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(config.workers[label] ?? config.workers.editor),
};

prepareSavedTabs(config, localStorage);

createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={createFetcher(config, headers)}
    plugins={[HISTORY_PLUGIN, explorerPlugin()]}
    defaultTabs={config.examples.map(({ query, variables }) => ({ query, variables, headers: headersText }))}
    defaultHeaders={headersText}
    defaultEditorToolsVisibility="variables"
    shouldPersistHeaders
    inputValueDeprecation
    schemaDescription
  >
    <GraphiQL.Logo>
      <span className="brand">
        <img src={config.icon} alt="" />
        Quintet
      </span>
    </GraphiQL.Logo>
  </GraphiQL>,
);
