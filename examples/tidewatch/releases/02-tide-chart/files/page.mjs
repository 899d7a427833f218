import { renderChart } from "./chart.mjs";
import { styles } from "./styles.mjs";
import { stations } from "./tides.mjs";

export function renderPage(tides, about) {
  const cards = tides.map(
    (tide, index) => `
      <article>
        <h2>${tide.name}</h2>
        <p class="level">${tide.level.toFixed(2)}<small> m</small></p>
        ${renderChart(stations[index], Date.now())}
        <p>${tide.isRising ? "Rising" : "Falling"}</p>
        <p class="next">${tide.next.kind === "high" ? "High" : "Low"} water at ${tide.next.at.slice(11, 16)} UTC</p>
      </article>`,
  );
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Tidewatch</title>
    <style>${styles}</style>
  </head>
  <body data-environment="${about.environment}">
    <header>
      <h1>Tidewatch</h1>
      <p>Where the water stands, and where it is going.</p>
      <dl>
        <div><dt>Environment</dt><dd>${about.environment}</dd></div>
        <div><dt>Version</dt><dd>${about.version}</dd></div>
        <div><dt>Release</dt><dd>${about.release}</dd></div>
      </dl>
    </header>
    <main>${cards.join("")}
    </main>
  </body>
</html>
`;
}
