// Bundles page.jsx and Monaco's workers into content-hashed files, and lists them in a manifest:
//   node build.mjs OUTPUT STAMP
// The stamp names the inputs of this build; install.py compares it to know whether anything changed.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { build } from 'esbuild';

const [output, stamp] = process.argv.slice(2);
const assets = join(output, 'assets');

// GraphiQL imports these two by names of old, which lead to CommonJS files that lose their exports when they
// are bundled; without this, its button «Prettify» does nothing.
const alias = {
  'prettier/parser-babel': 'prettier/plugins/babel',
  'prettier/parser-graphql': 'prettier/plugins/graphql',
};

const options = {
  alias,
  assetNames: '[name]-[hash]',
  bundle: true,
  chunkNames: '[name]-[hash]',
  define: { 'process.env.NODE_ENV': '"production"' },
  entryNames: '[name]-[hash]',
  jsx: 'automatic',
  loader: { '.svg': 'copy', '.ttf': 'file' },
  logLevel: 'warning',
  metafile: true,
  minify: true,
  outdir: assets,
  target: 'es2022',
};

// Chunks are modules; a worker is a single classic script, which every browser with Monaco support starts.
const page = await build({
  ...options,
  entryPoints: { page: 'page.jsx', favicon: 'favicon.svg' },
  format: 'esm',
  splitting: true,
});
const workers = await build({
  ...options,
  entryPoints: {
    'editor-worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
    'graphql-worker': 'monaco-graphql/esm/graphql.worker.js',
    'json-worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  },
  format: 'iife',
});

const outputs = { ...page.metafile.outputs, ...workers.metafile.outputs };

/** The hashed name of the one output that was made from this entry point. */
function named(entry) {
  const [path] = Object.entries(outputs).find(([, made]) => made.entryPoint?.endsWith(entry));
  return basename(path);
}

/** The style sheet that belongs to the page; the other ones repeat parts of it for chunks. */
function styleSheet() {
  const [, made] = Object.entries(outputs).find(([, each]) => each.entryPoint === 'page.jsx');
  return basename(made.cssBundle);
}

async function dropUnusedStyleSheets() {
  const unused = (await readdir(assets)).filter((name) => name.endsWith('.css') && name !== styleSheet());
  await Promise.all(unused.map((name) => rm(join(assets, name))));
}

async function hashes() {
  const names = (await readdir(assets)).sort();
  const pairs = names.map(async (name) => {
    const content = await readFile(join(assets, name));
    return [name, createHash('sha256').update(content).digest('hex')];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

async function licences() {
  const inputs = Object.keys({ ...page.metafile.inputs, ...workers.metafile.inputs });
  const packages = inputs.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]);
  const texts = [...new Set(packages)].filter(Boolean).sort().map(async (folder) => {
    const description = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? await readFile(join(folder, file), 'utf8') : `Licence: ${description.license}\n`;
    return `${description.name} ${description.version}\n\n${text}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

async function versions() {
  const { dependencies } = JSON.parse(await readFile('package.json', 'utf8'));
  return dependencies;
}

await dropUnusedStyleSheets();
await mkdir(output, { recursive: true });
await writeFile(join(output, 'LICENCES.txt'), await licences());
const manifest = {
  stamp,
  script: named('page.jsx'),
  style: styleSheet(),
  icon: named('favicon.svg'),
  workers: {
    editor: named('editor.worker.js'),
    graphql: named('graphql.worker.js'),
    json: named('json.worker.js'),
  },
  versions: await versions(),
  sha256: await hashes(),
};
await writeFile(join(output, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
