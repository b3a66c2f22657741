// The tabs that GraphiQL saved in this browser: never overwritten, but put in order before GraphiQL reads them.

const REMEMBERED = 'quintet:presets';
const TABS = 'graphiql:tabState';
const EDITORS = ['query', 'variables', 'headers'];

/** The headers that send this token; none without a token. */
export function presetHeaders(token) {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/** Prepares the saved tabs, if there are any, for this page's configuration. */
export function prepareSavedTabs({ token, values }, storage) {
  const presets = token ? { ...values, token } : values;
  const earlier = JSON.parse(storage.getItem(REMEMBERED)) ?? {};
  const saved = JSON.parse(storage.getItem(TABS));
  if (saved) {
    const tabs = withPresets(saved.tabs, earlier, presets);
    storage.setItem(TABS, JSON.stringify({ ...saved, tabs }));
    alignEditors(tabs[saved.activeTabIndex], storage);
  }
  storage.setItem(REMEMBERED, JSON.stringify({ ...earlier, ...presets }));
}

/**
 * A preset in a saved tab becomes worthless when the token expires or the demo data is made anew. So the page
 * remembers what it preset, and when the server hands out something else, exactly the old values are replaced.
 */
function withPresets(tabs, earlier, current) {
  const isChanged = (name) => earlier[name] && earlier[name] !== current[name];
  const changed = Object.keys(current).filter(isChanged);
  return changed.reduce((fresh, name) => fresh.map((tab) => withPreset(tab, name, earlier[name], current[name])), tabs);
}

function withPreset(tab, name, old, fresh) {
  return name === 'token'
    ? { ...tab, headers: tab.headers?.replaceAll(old, fresh) ?? null }
    : { ...tab, variables: tab.variables?.replaceAll(JSON.stringify(old), JSON.stringify(fresh)) ?? null };
}

/**
 * GraphiQL also saves the text of each editor that was changed, and opens a further tab where these texts do
 * not equal a saved tab. They do not after a change of the headers alone, or of another window.
 */
function alignEditors(activeTab, storage) {
  for (const editor of EDITORS) {
    const text = activeTab?.[editor];
    if (text) storage.setItem(`graphiql:${editor}`, text);
    else storage.removeItem(`graphiql:${editor}`);
  }
}
