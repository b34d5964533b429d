#include "model/balancer/viewcheck.h"

#include "model/cluster/placement.h"
#include "model/core/durationtext.h"

namespace rollcall
{

namespace
{

QJsonValue foundOrNull(const QString& text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

/// Why no requests should come here.
QString awayWords(const NodeView& node)
{
    if (!node.alive || node.verdict.state == NodeState::Down)
        return QStringLiteral("it is down");
    if (node.row.wanted == Wanted::Maintenance)
        return QStringLiteral("it is in maintenance");
    if (node.row.wanted == Wanted::Draining)
        return QStringLiteral("it is draining");
    if (!node.licensed)
        return QStringLiteral("it is over the license's number of nodes");
    return node.verdict.state == NodeState::Idle ? QStringLiteral("load balancing is off")
                                                 : QStringLiteral("its web units are not ready");
}

QString sinceWords(const BalancerSighting& says)
{
    return says.changed ? QStringLiteral(" %1 ago").arg(durationText(*says.changed)) : QString();
}

QString checkEnd(const BalancerSighting& says)
{
    const QString words = checkWords(says);
    return words.isEmpty() ? QString() : QStringLiteral(": its check ended with %1").arg(words);
}

QString wrongWords(const NodeView& node, const BalancerSighting& says)
{
    if (says.missing())
        return QStringLiteral("The load balancer does not know it, so it gets no requests.");
    if (says.view == BalancerView::Up)
        return QStringLiteral("The load balancer sends it requests, but %1.").arg(awayWords(node));
    if (says.view == BalancerView::Down)
        return QStringLiteral("It is alive, but the load balancer dropped it%1%2.")
            .arg(sinceWords(says), checkEnd(says));
    return QStringLiteral("It is alive, but was taken out in the load balancer itself%1.")
        .arg(sinceWords(says));
}

} // namespace

QJsonObject ViewFinding::toJson() const
{
    const BalancerSighting none;
    const BalancerSighting& seen = says ? *says : none;
    const bool known = !seen.missing();
    return {{QStringLiteral("name"), node},
            {QStringLiteral("balancer"), wordOf(view)},
            {QStringLiteral("listed"), says ? QJsonValue(known) : QJsonValue()},
            {QStringLiteral("server"), foundOrNull(seen.server)},
            {QStringLiteral("status"), foundOrNull(seen.status)},
            {QStringLiteral("check"), foundOrNull(seen.check)},
            {QStringLiteral("code"), seen.code > 0 ? QJsonValue(seen.code) : QJsonValue()},
            {QStringLiteral("answer"), foundOrNull(seen.answer)},
            {QStringLiteral("changed_ms"),
             seen.changed ? QJsonValue(qint64(seen.changed->count())) : QJsonValue()},
            {QStringLiteral("sessions"), known ? QJsonValue(seen.sessions) : QJsonValue()},
            {QStringLiteral("age_ms"), says ? QJsonValue(qint64(seen.age.count())) : QJsonValue()},
            {QStringLiteral("fits"), fits},
            {QStringLiteral("sentence"), sentence}};
}

ViewFinding findingOn(const NodeView& node, Mode mode, const std::optional<BalancerSighting>& says)
{
    ViewFinding finding;
    finding.node = node.row.name;
    finding.says = says;
    if (!says) {
        finding.sentence = QStringLiteral("What the load balancer sees of it is not known.");
        return finding;
    }
    const Placement placement{mode, node.row.wanted, node.primary, node.licensed};
    const bool serve =
        shouldBeServed(node.row, placement, node.alive && node.verdict.state != NodeState::Down);
    finding.view = says->view == BalancerView::Down && node.row.wanted == Wanted::Draining
                       ? BalancerView::Drain
                       : says->view;
    const BalancerFit fit = balancerFit(node.row, serve, {true, says, {}});
    finding.fits = fit == BalancerFit::Fits || fit == BalancerFit::CatchingUp;
    if (fit == BalancerFit::CatchingUp)
        finding.sentence = QStringLiteral("The load balancer has not caught up with it yet.");
    else if (fit == BalancerFit::Unresolved)
        finding.sentence =
            QStringLiteral("It is alive, but the load balancer does not find its name in DNS.");
    else if (!finding.fits)
        finding.sentence = wrongWords(node, *says);
    else
        finding.sentence = serve ? QStringLiteral("It gets requests.")
                                 : QStringLiteral("It gets no requests: %1.").arg(awayWords(node));
    return finding;
}

} // namespace rollcall
