import Link from "next/link";
import ReactMarkdown, { type Components } from "react-markdown";

import { href as routeOf } from "@/components/ui/href";

/**
 * Markdown as somebody wrote it for others. HTML in it stays text. A picture becomes a link: loaded from elsewhere it
 * would tell a stranger who looks at this dashboard, and when.
 */
export default function Markdown({ text }: { text: string }) {
  return (
    <div className="flex flex-col gap-2 leading-relaxed [overflow-wrap:anywhere]">
      <ReactMarkdown skipHtml={false} components={PARTS}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const LINK = "text-accent-text underline underline-offset-2";

/** Below the title of the panel, which is a heading of the second level. */
const PARTS: Components = {
  h1: ({ children }) => <h3 className="text-base font-semibold">{children}</h3>,
  h2: ({ children }) => <h4 className="font-semibold">{children}</h4>,
  h3: ({ children }) => <h5 className="font-medium">{children}</h5>,
  h4: ({ children }) => <h6 className="font-medium">{children}</h6>,
  h5: ({ children }) => <p className="font-medium">{children}</p>,
  h6: ({ children }) => <p className="font-medium">{children}</p>,
  a: ({ href = "", children }) => <Anchor to={href}>{children}</Anchor>,
  img: ({ src, alt }) => <Anchor to={typeof src === "string" ? src : ""}>{alt || "A picture"}</Anchor>,
  ul: ({ children }) => <ul className="list-disc pl-5">{children}</ul>,
  ol: ({ children }) => <ol className="list-decimal pl-5">{children}</ol>,
  blockquote: ({ children }) => <blockquote className="border-l-2 pl-3 text-fg-muted">{children}</blockquote>,
  code: ({ children }) => <code className="code">{children}</code>,
  pre: ({ children }) => (
    <pre className="rounded-md border bg-surface-2 p-2 text-xs whitespace-pre-wrap">{children}</pre>
  ),
};

function Anchor({ to, children }: { to: string; children: React.ReactNode }) {
  if (to.startsWith("/") && !to.startsWith("//"))
    return (
      <Link href={routeOf(to)} className={LINK}>
        {children}
      </Link>
    );
  return (
    <a href={to} target="_blank" rel="noreferrer noopener" className={LINK}>
      {children}
    </a>
  );
}
