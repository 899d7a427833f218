/** One accent per environment, so that nobody mistakes staging for production. */
export const styles = `
  :root { color-scheme: dark; --accent: #7dd3fc; }
  body[data-environment="staging"] { --accent: #fcd34d; }
  body[data-environment="production"] { --accent: #86efac; }
  * { box-sizing: border-box; margin: 0; }
  body {
    min-height: 100vh; padding: 4rem 1.5rem; display: grid; gap: 3rem; align-content: start; justify-items: center;
    font: 16px/1.5 system-ui, sans-serif; color: #e0f2fe;
    background: linear-gradient(#082f49, #0c4a6e 55%, #155e75);
  }
  header, main { width: min(56rem, 100%); }
  h1 { font-size: 2.5rem; letter-spacing: -0.03em; }
  header p { color: #bae6fd; }
  main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(12.5rem, 1fr)); }
  article { padding: 1.25rem; border: 1px solid #ffffff26; border-radius: 0.75rem; background: #ffffff0d; }
  h2 { font-size: 1rem; font-weight: 500; }
  .level { font-size: 2.75rem; font-weight: 600; letter-spacing: -0.04em; color: var(--accent); }
  .level small { font-size: 1rem; font-weight: 400; }
  svg { display: block; width: 100%; margin: 0.5rem 0 1rem; }
  .water { fill: var(--accent); opacity: 0.15; }
  .line { fill: none; stroke: var(--accent); stroke-width: 2; stroke-linejoin: round; }
  .next { font-size: 0.8125rem; color: #bae6fd; }
  dl { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 1.5rem; font-size: 0.8125rem; }
  dl div { display: flex; gap: 0.5rem; padding: 0.125rem 0.75rem; border: 1px solid #ffffff26; border-radius: 2rem; }
  dl div:first-child { border-color: var(--accent); }
  dl div:first-child dd { color: var(--accent); }
  dt { color: #bae6fd; }
  dd { font-variant-numeric: tabular-nums; }
`;
