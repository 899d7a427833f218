import { deploymentPath } from "@/components/delivery/paths";
import { TextLink } from "@/components/ui/text-link";

const DEPLOYMENT_ID = /(dep_[a-z0-9]{26})/;

/** A sentence of the server; the ids of deployments in it lead to them. */
export function WithLinks({ text }: { text: string }) {
  return text.split(DEPLOYMENT_ID).map((piece, index) =>
    index % 2 === 1 ? (
      <TextLink key={piece} to={deploymentPath(piece)}>
        deployment <code className="code">…{piece.slice(-6)}</code>
      </TextLink>
    ) : (
      piece
    ),
  );
}
