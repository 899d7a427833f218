import { RelativeTime } from "@/components/time/relative-time";
import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { Notice } from "@/components/ui/notice";
import { Panel } from "@/components/ui/panel";
import { Person } from "@/components/ui/person";
import type { ChannelView } from "@/lib/notifications/contract";

import { CHANNEL_WORDS, ownerName, stateOf } from "../../../_components/channel-words";
import { ChannelActions } from "./channel-actions";

/** Whether the channel works, where it leads, and what can be done with it. */
export function ChannelSummary({ channel, mayEdit }: { channel: ChannelView; mayEdit: boolean }) {
  const { tone, words } = stateOf(channel);
  const { name, kind, destination, problem, lastError, deadCount, signs, previousSecretUntil } = channel;
  return (
    <Panel title={name} actions={mayEdit && <ChannelActions channel={channel} />}>
      <div className="flex flex-col gap-4">
        {problem && (
          <Notice tone="warn" title="Nothing can be sent now.">
            {problem}
          </Notice>
        )}
        {!problem && lastError && (
          <Notice
            tone={deadCount > 0 ? "fail" : "warn"}
            title={deadCount > 0 ? "Messages were given up." : "The newest message is tried again."}
          >
            The newest trouble: {lastError}
          </Notice>
        )}
        <Facts
          label="Facts of the channel"
          facts={[
            { label: "State", value: <Badge tone={tone}>{words}</Badge> },
            { label: "Kind", value: CHANNEL_WORDS[kind].name },
            { label: "Leads to", value: destination },
            { label: "Belongs to", value: ownerName(channel) },
            { label: "At most", value: `${channel.ratePerMinute} a minute` },
            {
              label: "Last delivered",
              value: channel.lastDeliveredAt ? <RelativeTime at={channel.lastDeliveredAt} /> : "never",
            },
            ...(signs
              ? [
                  {
                    label: "Signed with",
                    value: previousSecretUntil ? (
                      <>
                        two secrets, the old one ends <RelativeTime at={previousSecretUntil} />
                      </>
                    ) : (
                      "one secret"
                    ),
                  },
                ]
              : []),
            { label: "Added by", value: <Person name={channel.createdByName} /> },
          ]}
        />
      </div>
    </Panel>
  );
}
