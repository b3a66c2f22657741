// PostGraphile 5 as its documentation sets it up for production: the amber preset, over node-postgres.
//
// Without BENCH_TOKEN_SECRET it asks for no token and reads as the role it logs in as. With it, every request needs a
// token, and the settings that our row security goes by are made in the transaction of each of its reads.
import { createServer } from "node:http";
import jsonwebtoken from "jsonwebtoken";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const { BENCH_DATABASE_URL, BENCH_TOKEN_SECRET, BENCH_PORT, BENCH_POOL_SIZE } = process.env;
const CHECKS = { algorithms: ["HS256"], issuer: "quintet", audience: "quintet" };
// The first schema gives its names as they are, the others with their own in front.
const PRODUCTS = ["webbuilder", "liveconvo", "roadtrip"];

function settingsOf(authorization) {
  const [kind, token] = (authorization ?? "").split(" ");
  if (kind.toLowerCase() !== "bearer" || !token) {
    throw Object.assign(new Error("A token is needed."), { statusCode: 401 });
  }
  const claims = jsonwebtoken.verify(token, BENCH_TOKEN_SECRET, CHECKS);
  const settings = { "quintet.subject": claims.sub };
  for (const product of PRODUCTS) {
    if (claims.accounts[product]) settings[`quintet.${product}_account`] = claims.accounts[product];
  }
  return settings;
}

const preset = {
  extends: [PostGraphileAmberPreset],
  pgServices: [
    makePgService({
      connectionString: BENCH_DATABASE_URL,
      schemas: PRODUCTS,
      pubsub: false,
      poolConfig: { max: Number(BENCH_POOL_SIZE) },
    }),
  ],
  grafast: {
    explain: false,
    context: BENCH_TOKEN_SECRET
      ? ({ node }) => ({ pgSettings: settingsOf(node.req.headers.authorization) })
      : undefined,
  },
  grafserv: {
    graphiql: false,
    watch: false,
    websockets: false,
  },
};

const served = postgraphile(preset).createServ(grafserv);
const server = createServer();
await served.addTo(server);
await served.ready();
server.listen(Number(BENCH_PORT), "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
