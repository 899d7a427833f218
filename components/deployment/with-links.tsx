import { deploymentPath, variablesPath } from "@/components/delivery/paths";
import { TextLink } from "@/components/ui/text-link";

const NAMED = /(dep_[a-z0-9]{26}|Settings → Variables of [a-z0-9-]+)/;
const VARIABLES = /^Settings → Variables of (.+)$/;

/** A sentence of the server; the deployments that it names, and where variables are set, are links. */
export function WithLinks({ text }: { text: string }) {
  return text.split(NAMED).map((piece, index) => {
    if (index % 2 === 0) return piece;
    const [, service] = VARIABLES.exec(piece) ?? [];
    return service === undefined ? (
      <TextLink key={piece} to={deploymentPath(piece)}>
        deployment <code className="code">…{piece.slice(-6)}</code>
      </TextLink>
    ) : (
      <TextLink key={piece} to={variablesPath(service)}>
        {piece}
      </TextLink>
    );
  });
}
