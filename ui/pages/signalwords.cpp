#include "ui/pages/signalwords.h"

#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"

namespace rollcall
{

namespace
{

constexpr int samplesShown = 60;
constexpr int probesShown = 30;

using Say = SignalHistory::Say;

SignalSample::Result resultOf(Say say)
{
    return say == Say::Good  ? SignalSample::Result::Good
           : say == Say::Bad ? SignalSample::Result::Bad
                             : SignalSample::Result::None;
}

void addHistory(SignalCard::Content& content, const std::vector<SignalHistory::Sample>& history,
                Say SignalHistory::Sample::*field, const QString& good, const QString& bad)
{
    if (history.size() < 2)
        return; // a single moment is no course
    const std::size_t first = history.size() > static_cast<std::size_t>(samplesShown)
                                  ? history.size() - static_cast<std::size_t>(samplesShown)
                                  : 0;
    for (std::size_t i = first; i < history.size(); ++i) {
        const SignalHistory::Sample& sample = history[i];
        const Say say = sample.*field;
        if (i > first && say != history[i - 1].*field) {
            content.changeAt = static_cast<int>(i - first);
            content.change = clockSecondsText(sample.at);
        }
        const QString word = say == Say::Good  ? good
                             : say == Say::Bad ? bad
                                               : QStringLiteral("nothing known");
        content.samples.append(
            {resultOf(say), 0, QStringLiteral("%1: %2").arg(clockSecondsText(sample.at), word)});
    }
    const qint64 length = history.back().at - history[first].at;
    content.start = QStringLiteral("%1 ago").arg(roughAgeText(Millis(length)));
}

} // namespace

SignalCard::Content heartbeatContent(const NodeView& node, const Freshness& freshness,
                                     const std::vector<SignalHistory::Sample>& history)
{
    SignalCard::Content content;
    const std::optional<Millis> age = node.row.heartbeatAge;
    if (freshness.stale()) {
        content.mark = Mark::Unknown;
        content.value = QStringLiteral("Not readable");
        content.first =
            QStringLiteral("Last read %1 ago%2.")
                .arg(durationText(*freshness.age),
                     age ? QStringLiteral(", when it was %1 old").arg(durationText(*age)) : QString());
        content.second = QStringLiteral("The database does not answer.");
        return content;
    }
    if (!age) {
        content.mark = Mark::Down;
        content.value = QStringLiteral("Never");
        content.first = QStringLiteral("The node is registered but has never written one.");
    } else {
        const bool missed = node.row.stopped || *age > staleAfter;
        content.mark = missed ? Mark::Down : Mark::Healthy;
        content.value = QStringLiteral("%1 ago").arg(durationText(*age));
        const qint64 lastAt = history.empty() ? 0 : history.back().at - age->count();
        if (node.row.stopped)
            content.first = QStringLiteral("The node said goodbye when it was stopped.");
        else if (missed)
            content.first =
                lastAt > 0 ? QStringLiteral("Written every second until %1.").arg(clockSecondsText(lastAt))
                           : QStringLiteral("It was written every second until then.");
        else
            content.first = QStringLiteral("Written every second.");
    }
    content.second = QStringLiteral("A node counts as lost after %1\u202Fs of silence.")
                         .arg(std::chrono::duration_cast<std::chrono::seconds>(staleAfter).count());
    addHistory(content, history, &SignalHistory::Sample::heartbeat, QStringLiteral("written"),
               QStringLiteral("missing"));
    return content;
}

SignalCard::Content probeContent(const NodeView& node, const QString& address)
{
    SignalCard::Content content;
    const Probe& probe = node.probe;
    switch (probe.result) {
    case ProbeResult::Ok:
        content.mark = Mark::Healthy;
        content.value = probe.rtt ? QStringLiteral("Answered in %1").arg(rttText(*probe.rtt))
                                  : QStringLiteral("Answered");
        break;
    case ProbeResult::Refused:
        content.mark = Mark::Down;
        content.value = QStringLiteral("Connection refused");
        break;
    case ProbeResult::Timeout:
        content.mark = Mark::Down;
        content.value = QStringLiteral("No answer");
        break;
    case ProbeResult::KeyDiffers:
        content.mark = Mark::Degraded;
        content.value = QStringLiteral("Encryption key differs");
        break;
    case ProbeResult::NotConfigured:
        content.mark = Mark::Unknown;
        content.value = QStringLiteral("Not asked");
        content.first = node.row.report.messenger.isEmpty()
                            ? QStringLiteral("The node announces no messenger.")
                            : QStringLiteral("This console has no encryption key for the cluster.");
        return content;
    }
    const QString endpoint = probe.endpoint.isEmpty() ? address : probe.endpoint;
    content.first = probe.age ? QStringLiteral("%1, tried %2 ago.").arg(endpoint, durationText(*probe.age))
                              : QStringLiteral("%1, not tried yet.").arg(endpoint);
    if (probe.failuresInARow == 1)
        content.second = QStringLiteral("The last probe has failed.");
    else if (probe.failuresInARow > 1)
        content.second = QStringLiteral("%1 probes in a row have failed.").arg(probe.failuresInARow);
    else
        content.second = QStringLiteral("None of the last %1 probes has failed.").arg(probe.history.size());
    const QList<float> history = probeHistory(probe, probesShown);
    bool failedBefore = false;
    qsizetype failures = 0;
    for (qsizetype i = 0; i < history.size(); ++i) {
        const bool failed = history[i] < 0;
        failures += failed ? 1 : 0;
        if (i > 0 && failed != failedBefore)
            content.changeAt = static_cast<int>(i);
        failedBefore = failed;
        content.samples.append(
            {failed ? SignalSample::Result::Bad : SignalSample::Result::Good, std::max(0.0F, history[i]),
             failed ? QStringLiteral("failed")
                    : rttText(std::chrono::microseconds(static_cast<qint64>(history[i] * 1000)))});
    }
    if (probe.failuresInARow == 0 && failures > 0)
        content.second = QStringLiteral("%1 of the last %2 probes failed.").arg(failures).arg(history.size());
    content.start = QStringLiteral("%1 probes ago").arg(history.size());
    return content;
}

namespace
{

/// What the load balancer itself says.
void addOwnView(SignalCard::Content& content, const BalancerOpinion& opinion)
{
    if (!opinion.sighting) {
        content.first = opinion.problem.isEmpty()
                            ? QStringLiteral("The load balancer has not answered lately.")
                            : opinion.problem;
        return;
    }
    const BalancerSighting& says = *opinion.sighting;
    if (says.missing()) {
        content.first = QStringLiteral("The load balancer’s list does not contain this node.");
        return;
    }
    content.first =
        says.changed
            ? QStringLiteral("%1 says %2 for %3.").arg(says.server, says.status, durationText(*says.changed))
            : QStringLiteral("%1 says %2.").arg(says.server, says.status);
    content.second = says.check.isEmpty() ? QStringLiteral("It checks nothing.")
                                          : QStringLiteral("Its last check: %1.").arg(checkWords(says));
}

} // namespace

SignalCard::Content balancerContent(const NodeView& node, const Freshness& freshness,
                                    const std::vector<SignalHistory::Sample>& history)
{
    SignalCard::Content content;
    const CellText cell = balancerCell(node);
    content.mark = freshness.stale() ? Mark::Unknown : cell.mark;
    content.value = cell.text;
    const BalancerReport& report = node.row.report.balancer;
    if (node.balancer.asked) {
        addOwnView(content, node.balancer);
    } else if (!node.reportHolds()) {
        content.first = QStringLiteral("The node does not say what load balancers ask it.");
    } else if (report.told == BalancerView::Unknown) {
        content.first = QStringLiteral("No load balancer asked its /ready in the last 30\u202Fs.");
        content.second =
            node.row.report.health.isEmpty()
                ? QString()
                : QStringLiteral("Point the health check at %1/ready.").arg(node.row.report.health);
    } else {
        const QString answer = report.told == BalancerView::Up      ? QStringLiteral("200, take traffic")
                               : report.told == BalancerView::Drain ? QStringLiteral("503, draining")
                                                                    : QStringLiteral("503, keep away");
        content.first = QStringLiteral("It last answered /ready with %1.").arg(answer);
        if (report.askedAgo)
            content.second = QStringLiteral("Asked %1 ago.").arg(durationText(*report.askedAgo));
    }
    if (freshness.stale())
        content.second = QStringLiteral("Last known %1 ago.").arg(durationText(*freshness.age));
    else
        addHistory(content, history, &SignalHistory::Sample::balancer, QStringLiteral("in rotation"),
                   QStringLiteral("kept out"));
    return content;
}

} // namespace rollcall
