#include "model/cluster/preflightchecks.h"
#include "model/cluster/storagetrouble.h"

namespace rollcall::preflightchecks
{

namespace
{

/// Nodes in the same trouble are named together.
Check& failingStorage(Check& check, const Nodes& failing)
{
    constexpr std::size_t shown = 3;
    QStringList sentences;
    QStringList remedies;
    std::size_t said = 0;
    for (const StorageTrouble& each : storageTroubles(failing)) {
        if (sentences.size() == shown)
            break;
        sentences << each.sentence;
        remedies << each.remedy;
        said += each.nodes;
    }
    if (said < failing.size())
        sentences << QStringLiteral("And %1 more.").arg(failing.size() - said);
    return conclude(check, CheckState::Failed, sentences.join(u' '), remedies.join(u' '));
}

} // namespace

Check sharedStorage(const Nodes& alive)
{
    Check check = start("shared-storage", "Shared storage");
    if (alive.empty())
        return conclude(check, CheckState::NotChecked, nobodyToAsk);
    const auto inState = [&alive](StorageState state) {
        return select(alive, [state](const NodeView& node) { return node.storage.state == state; });
    };
    const auto caused = [&alive](StorageCause cause) {
        return select(alive, [cause](const NodeView& node) { return node.storage.cause == cause; });
    };
    if (const Nodes failing = inState(StorageState::Failing); !failing.empty())
        return failingStorage(check, failing);
    const auto underWay = [&check](const Nodes& unknown) {
        return conclude(check, CheckState::NotChecked,
                        QStringLiteral("The proof is under way on %1.").arg(namesOf(unknown)),
                        QStringLiteral("Look again in a few seconds: rollcallctl storage check"));
    };
    if (const Nodes pending = caused(StorageCause::Pending); !pending.empty())
        return underWay(pending);
    const Nodes without = caused(StorageCause::NotConfigured);
    if (without.size() == alive.size()) {
        check.consent = QStringLiteral("Enable although no shared storage is set up");
        return conclude(
            check, CheckState::Warning,
            QStringLiteral("No shared storage is set up, so nothing proves that the nodes have one."),
            QStringLiteral("Set it: rollcallctl settings set Artifacts.BasePath /path/of/the/share"));
    }
    if (!without.empty())
        return conclude(check, CheckState::Failed,
                        QStringLiteral("%1 %2 no shared storage, the others do.")
                            .arg(namesOf(without), verb(without, "has", "have")),
                        QStringLiteral("Set Artifacts.BasePath, or [storage] path in node.toml on %1.")
                            .arg(namesOf(without)));
    if (alive.size() == 1)
        return conclude(check, CheckState::Warning, alive.front()->storage.sentence,
                        QStringLiteral("Add a second node."));
    if (const Nodes unknown = inState(StorageState::Unknown); !unknown.empty())
        return underWay(unknown);
    if (const Nodes slow = caused(StorageCause::Slow); !slow.empty()) {
        check.consent = QStringLiteral("Enable although the shared storage is slow");
        return conclude(check, CheckState::Warning,
                        QStringLiteral("%1: %2").arg(slow.front()->row.name, slow.front()->storage.sentence),
                        slow.front()->storage.remedy);
    }
    return conclude(check, CheckState::Passed,
                    QStringLiteral("%1 read each other's files.").arg(namesOf(alive)));
}

} // namespace rollcall::preflightchecks
