import { callApi } from "./administrator.mjs";

/** The main pages of a portal with history: { name, path }, for a busy service and what happened to it last. */
export async function mainPages(url) {
  const { items } = await callApi(url, "GET", "/deployments?limit=100");
  const service = mostFrequent(items.map(({ serviceName }) => serviceName));
  const [deployment] = (await callApi(url, "GET", `/deployments?service=${service}&status=succeeded&limit=1`))
    .items;
  const [failed] = (await callApi(url, "GET", `/deployments?service=${service}&status=failed&limit=1`)).items;
  const release = deployment.release.id;
  return [
    { name: "home", path: "/" },
    { name: "services", path: "/services" },
    { name: "services, searched", path: "/services?search=api" },
    { name: "service", path: `/services/${service}` },
    { name: "releases of a service", path: `/services/${service}/releases` },
    { name: "release", path: `/services/${service}/releases/${release}` },
    { name: "environments", path: "/environments" },
    { name: "environments, failing", path: "/environments?state=failing&environment=production" },
    { name: "deployments", path: "/deployments" },
    { name: "deployments of a service", path: `/deployments?service=${service}&environment=production` },
    { name: "deployments, failed rollbacks", path: "/deployments?status=failed&kind=rollback&since=30d" },
    { name: "deployment", path: `/deployments/${deployment.id}` },
    { name: "deployment, failed", path: `/deployments/${failed.id}` },
    { name: "delivery performance", path: "/dora" },
    { name: "delivery performance, one service", path: `/dora?service=${service}` },
    { name: "audit", path: "/audit" },
    { name: "settings, people", path: "/settings/people" },
  ];
}

function mostFrequent(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].toSorted((left, right) => right[1] - left[1])[0][0];
}
