#include "app/ctl/commands/clustercommand.h"

#include "app/ctl/connect.h"

#include <algorithm>

namespace rollcall::ctl
{

ClusterCommand::~ClusterCommand() = default;

void ClusterCommand::run()
{
    const Result<ConnectionSpec> spec = connectionOf(call(), out());
    if (!spec)
        return fail(spec.error());
    m_session = std::make_unique<ClusterSession>(*spec);
    connect(m_session.get(), &ClusterSession::viewChanged, this, [this] {
        if (!std::exchange(m_open, true))
            opened();
        goOnIfSettled();
    });
    m_patience.setSingleShot(true);
    m_patience.callOnTimeout(this, [this] { std::exchange(m_next, nullptr)(); });
    connect(m_session.get(), &ClusterSession::statusChanged, this, [this] {
        const ClusterSession::Status status = m_session->status();
        if (status.link == ClusterSession::Link::Live || status.error.what.isEmpty())
            return;
        // What can never work does not come by waiting.
        const bool mayCome = status.error.kind == ErrorKind::Unreachable ||
                             status.error.kind == ErrorKind::TimedOut ||
                             status.error.kind == ErrorKind::Conflict;
        if (patient() && mayCome)
            return notYet(status.error);
        if (m_open && mayCome)
            return; // an action that is under way says itself how it ended
        Error error = status.error;
        if (error.kind == ErrorKind::TimedOut)
            error.kind = ErrorKind::Unreachable;
        fail(error);
    });
    m_session->start();
}

void ClusterCommand::afterProbes(std::function<void()> next)
{
    // A host that lets packets vanish is known after the deadlines of connecting and of the handshake, a
    // second each, and results come four times a second: less would show such a node as never probed.
    constexpr std::chrono::milliseconds patience{2500};
    goOnWhen([this] { return probesSettled(); }, patience, std::move(next));
}

void ClusterCommand::afterStorageProof(std::chrono::milliseconds patience, std::function<void()> next)
{
    goOnWhen([this] { return view().storage.settled(); }, patience, std::move(next));
}

void ClusterCommand::beforePreflight(std::function<void()> next)
{
    static constexpr std::chrono::seconds patience{10};
    afterProbes([this, next = std::move(next)] { afterStorageProof(patience, next); });
}

void ClusterCommand::goOnWhen(std::function<bool()> settled, std::chrono::milliseconds patience,
                              std::function<void()> next)
{
    m_settled = std::move(settled);
    m_next = std::move(next);
    m_patience.start(patience);
    goOnIfSettled();
}

void ClusterCommand::goOnIfSettled()
{
    if (!m_next || !m_settled())
        return;
    m_patience.stop();
    std::exchange(m_next, nullptr)();
}

bool ClusterCommand::probesSettled() const
{
    const bool hasKey = !m_session->spec().encryptionKey.isEmpty();
    return std::all_of(view().nodes.begin(), view().nodes.end(), [hasKey](const NodeView& node) {
        const QString& messenger = node.row.report.messenger;
        const bool canBeAsked =
            !messenger.isEmpty() && (hasKey || !messenger.startsWith(QStringLiteral("tcp:")));
        return !canBeAsked || node.probe.age.has_value();
    });
}

Result<NodeView> ClusterCommand::nodeNamed(const QString& name, bool removed) const
{
    const std::optional<NodeId> id = NodeId::parse(name);
    const auto& nodes = removed ? view().removed : view().nodes;
    for (const NodeView& node : nodes)
        if (node.row.name == name || node.row.id == id)
            return node;
    QStringList names;
    for (const NodeView& node : nodes)
        names.append(node.row.name);
    const QString which = removed ? QStringLiteral("There is no removed node \"%1\".").arg(name)
                                  : QStringLiteral("There is no node \"%1\".").arg(name);
    return failure(ErrorKind::NotFound, which,
                   names.isEmpty()
                       ? removed ? QStringLiteral("No node was removed.")
                                 : QStringLiteral("No node has registered yet. How to add one: rollcallctl "
                                                  "preflight load-balancing")
                       : QStringLiteral("There %1: %2.")
                             .arg(names.size() == 1 ? QStringLiteral("is") : QStringLiteral("are"),
                                  names.join(QStringLiteral(", "))));
}

} // namespace rollcall::ctl
