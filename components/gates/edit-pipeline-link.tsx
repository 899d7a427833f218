import { PencilIcon } from "@/components/icons";
import { Button } from "@/components/ui/button";
import { LinkButton } from "@/components/ui/link-button";

type EditPipelineLinkProps = {
  to: string;
  /** The sentence that whoever may not would be refused with. */
  whyNot: string | null;
  /** Nothing of its own is there yet. */
  isFirst: boolean;
};

/** The way to the editor, off and with its reason for those who may not. */
export function EditPipelineLink({ to, whyNot, isFirst }: EditPipelineLinkProps) {
  const words = isFirst ? "Write a pipeline" : "Edit";
  if (whyNot === null) {
    return (
      <LinkButton to={to} size="sm" icon={PencilIcon}>
        {words}
      </LinkButton>
    );
  }
  return (
    // A button that is off gets no pointer, so what it stands in answers the hover.
    <span data-tooltip={whyNot}>
      <Button size="sm" icon={PencilIcon} disabled aria-description={whyNot}>
        {words}
      </Button>
    </span>
  );
}
