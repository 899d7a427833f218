/** Who administers the portals under measurement: created by their first start. */
export const administrator = {
  email: "admin@example.test",
  password: "correct horse battery staple 7",
  token: `slp_${"bench".repeat(6)}`,
};

export const administratorEnvironment = {
  SLIPWAY_ADMIN_EMAIL: administrator.email,
  SLIPWAY_ADMIN_PASSWORD: administrator.password,
  SLIPWAY_ADMIN_TOKEN: administrator.token,
};

/** Calls the token API; throws on anything but success. */
export async function callApi(url, method, path, body) {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${administrator.token}`,
      ...(body && { "content-type": "application/json" }),
    },
    body: body && JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

/** Signs in through the form as a browser without JavaScript does, and answers the cookie header. */
export async function signIn(url) {
  const page = await (await fetch(`${url}/sign-in`)).text();
  const form = new FormData();
  for (const [tag] of page.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
    const read = (name) => decode(new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? "");
    form.set(read("name"), read("value"));
  }
  form.set("email", administrator.email);
  form.set("password", administrator.password);
  const response = await fetch(`${url}/sign-in`, { method: "POST", body: form, redirect: "manual" });
  const cookie = response.headers.getSetCookie().find((text) => text.includes(".session="));
  if (!cookie) throw new Error(`Signing in answered ${response.status} without a session.`);
  return cookie.split(";")[0];
}

const decode = (text) => text.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&amp;", "&");
