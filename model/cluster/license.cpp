#include "model/cluster/license.h"

#include <QDateTime>

#include <algorithm>
#include <tuple>

namespace rollcall
{

namespace
{

constexpr std::pair<Edition, QStringView> editionWords[] = {
    {Edition::Basic, u"basic"},
    {Edition::BasicLoadBalancing, u"basic-load-balancing"},
    {Edition::Enterprise, u"enterprise"},
};

/// The smallest edition that allows a mode.
Edition neededFor(Mode mode)
{
    switch (mode) {
    case Mode::Single:
        return Edition::Basic;
    case Mode::LoadBalancing:
        return Edition::BasicLoadBalancing;
    case Mode::HighAvailability:
        return Edition::Enterprise;
    }
    Q_UNREACHABLE();
}

QString featureName(Mode mode)
{
    return mode == Mode::HighAvailability ? QStringLiteral("High availability")
                                          : QStringLiteral("Load balancing");
}

} // namespace

QString wordOf(Edition edition)
{
    for (const auto& [each, word] : editionWords)
        if (each == edition)
            return word.toString();
    Q_UNREACHABLE();
}

std::optional<Edition> editionOf(QStringView text)
{
    for (const auto& [each, word] : editionWords)
        if (word == text)
            return each;
    return std::nullopt;
}

QString titleOf(Edition edition)
{
    switch (edition) {
    case Edition::Basic:
        return QStringLiteral("Basic");
    case Edition::BasicLoadBalancing:
        return QStringLiteral("Basic with Load Balancing");
    case Edition::Enterprise:
        return QStringLiteral("Enterprise");
    }
    Q_UNREACHABLE();
}

Result<void> License::permits(Mode mode) const
{
    const Edition needed = neededFor(mode);
    if (edition >= needed)
        return {};
    return failure(ErrorKind::Refused,
                   QStringLiteral("%1 needs the edition %2; the cluster's license is %3.")
                       .arg(featureName(mode), titleOf(needed), titleOf(edition)),
                   QStringLiteral("Enter a license that allows it: rollcallctl license set --edition %1.")
                       .arg(wordOf(needed)));
}

QString License::text() const
{
    return QStringLiteral("%1, %2 %3")
        .arg(titleOf(edition))
        .arg(nodes)
        .arg(nodes == 1 ? QStringLiteral("node") : QStringLiteral("nodes"));
}

QJsonObject License::toJson() const
{
    return {{QStringLiteral("edition"), wordOf(edition)},
            {QStringLiteral("title"), titleOf(edition)},
            {QStringLiteral("nodes"), nodes},
            {QStringLiteral("changed_by"), by.isEmpty() ? QJsonValue() : QJsonValue(by)},
            {QStringLiteral("changed"),
             since > 0
                 ? QJsonValue(QDateTime::fromMSecsSinceEpoch(since, Qt::UTC).toString(Qt::ISODateWithMs))
                 : QJsonValue()}};
}

QSet<NodeId> nodesOverLimit(const std::vector<NodeRow>& nodes, int limit)
{
    std::vector<const NodeRow*> registered;
    for (const NodeRow& row : nodes)
        if (!row.removedAt)
            registered.push_back(&row);
    if (registered.size() <= static_cast<std::size_t>(std::max(0, limit)))
        return {};
    // As the statements node_intent and lease_observe count, by which the nodes themselves go.
    std::sort(registered.begin(), registered.end(), [](const NodeRow* a, const NodeRow* b) {
        return a->joinedAt != b->joinedAt ? a->joinedAt < b->joinedAt : a->id.toString() < b->id.toString();
    });
    QSet<NodeId> over;
    for (std::size_t i = static_cast<std::size_t>(std::max(0, limit)); i < registered.size(); ++i)
        over.insert(registered[i]->id);
    return over;
}

QString overLimitSentence(int limit)
{
    return limit == 1 ? QStringLiteral(
                            "The license allows one node, which registered before it, so it runs no units.")
                      : QStringLiteral(
                            "The license allows %1 nodes, which registered before it, so it runs no units.")
                            .arg(limit);
}

Result<void> licenseMayBecome(const License& wanted, Mode mode, const std::vector<NodeRow>& nodes,
                              NodeId primary)
{
    if (wanted.nodes < 1 || wanted.nodes > mostLicensedNodes)
        return failure(ErrorKind::Invalid,
                       QStringLiteral("A license is for 1 to %1 nodes.").arg(mostLicensedNodes),
                       QStringLiteral("Give a whole number in this range."));
    if (!wanted.permits(mode))
        return failure(ErrorKind::Refused,
                       QStringLiteral("%1 is on, and the edition %2 does not allow it.")
                           .arg(featureName(mode), titleOf(wanted.edition)),
                       QStringLiteral("Disable it first: rollcallctl disable %1.").arg(wordOf(mode)));
    if (!primary.isNull() && nodesOverLimit(nodes, wanted.nodes).contains(primary))
        return failure(
            ErrorKind::Refused,
            QStringLiteral("With %1 nodes the primary would be over the limit: others registered before it.")
                .arg(wanted.nodes),
            QStringLiteral("Hand over to a node that registered earlier, or remove nodes first."));
    return {};
}

} // namespace rollcall
