import { DoraFigures } from "@/components/delivery/dora-figures";
import { Section } from "@/components/ui/section";
import { TextLink } from "@/components/ui/text-link";
import type { DoraView } from "@/lib/delivery/contract";

type ServicePerformanceProps = { serviceName: string; counted: Promise<DoraView> };

/** How often, how fast and how well this service reaches production; nothing before it has. */
export async function ServicePerformance({ serviceName, counted }: ServicePerformanceProps) {
  const view = await counted;
  if (view.changeFailure.changes === 0) return null;
  return (
    <Section
      title="Delivery performance"
      description={`The last ${view.days} days`}
      actions={<TextLink to={`/dora?service=${serviceName}&days=${view.days}`}>How it is counted</TextLink>}
    >
      <DoraFigures view={view} scope={{ service: serviceName }} />
    </Section>
  );
}
