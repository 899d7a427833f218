import { DownloadIcon } from "@/components/icons";
import { buttonStyle } from "@/components/ui/button-style";
import { searchOf } from "@/lib/core/fetch-view";

type ExportLinksProps = { filter: Record<string, string | undefined> };

/** Downloads everything that the filters leave, not only this page. Plain anchors: these are files, not pages. */
export function ExportLinks({ filter }: ExportLinksProps) {
  return (
    <>
      {(["csv", "ndjson"] as const).map((format) => (
        <a
          key={format}
          href={`/api/v1/audit/export${searchOf({ ...filter, format })}`}
          download
          className={buttonStyle("secondary", "md")}
        >
          <DownloadIcon size={14} />
          Export {format === "csv" ? "CSV" : "NDJSON"}
        </a>
      ))}
    </>
  );
}
