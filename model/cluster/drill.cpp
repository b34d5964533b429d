#include "model/cluster/drill.h"

#include "model/cluster/termwords.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall
{

namespace
{

constexpr std::array drillWords{std::pair(DrillKind::Switchover, "switchover"),
                                std::pair(DrillKind::ProcessDeath, "process-death"),
                                std::pair(DrillKind::HostDeath, "host-death")};

QJsonValue milliseconds(const std::optional<Millis>& length)
{
    return length ? QJsonValue(qint64(length->count())) : QJsonValue();
}

QJsonValue wordOrNull(const QString& word)
{
    return word.isEmpty() ? QJsonValue() : QJsonValue(word);
}

QString faultOf(const DrillReport& report)
{
    switch (report.kind) {
    case DrillKind::Switchover:
        return QStringLiteral("%1 had handed over").arg(report.from);
    case DrillKind::ProcessDeath:
        return QStringLiteral("%1's worker was killed").arg(report.from);
    case DrillKind::HostDeath:
        return QStringLiteral("%1 fell silent").arg(report.from);
    }
    Q_UNREACHABLE();
}

QString sentenceOf(const DrillReport& report)
{
    if (report.after == 0)
        return QStringLiteral("No node took over from %1.").arg(report.from);
    const std::optional<Millis> takeover = report.takeover();
    return takeover ? QStringLiteral("%1 took over within %2 after %3.")
                          .arg(report.to, phaseText(*takeover), faultOf(report))
                    : QStringLiteral("%1 took over after %2.").arg(report.to, faultOf(report));
}

QString titleOf(DrillKind kind)
{
    switch (kind) {
    case DrillKind::Switchover:
        return QStringLiteral("a planned switchover");
    case DrillKind::ProcessDeath:
        return QStringLiteral("death of the primary's process");
    case DrillKind::HostDeath:
        return QStringLiteral("death of the primary's host");
    }
    Q_UNREACHABLE();
}

/// "Claim               0.01 s  takeover sent to lease held, by web-02"
QString reportLine(const QString& title, const QString& value, const QString& explanation = {})
{
    QString line = title.leftJustified(20) + value;
    if (!explanation.isEmpty())
        line = line.leftJustified(32) + explanation;
    return line + u'\n';
}

QString timeLine(const QString& title, const std::optional<Millis>& length, const QString& explanation)
{
    return reportLine(title, length ? phaseText(*length) : QStringLiteral("not seen"), explanation);
}

} // namespace

QString wordOf(DrillKind kind)
{
    for (const auto& [each, word] : drillWords)
        if (each == kind)
            return QString::fromLatin1(word);
    Q_UNREACHABLE();
}

std::optional<DrillKind> drillKindFrom(QStringView wanted)
{
    for (const auto& [kind, word] : drillWords)
        if (wanted == QLatin1String(word))
            return kind;
    return std::nullopt;
}

std::optional<Millis> DrillReport::takeover() const
{
    if (!seen || !answered)
        return std::nullopt;
    return *seen - unanswered;
}

void DrillReport::conclude(bool hadWork)
{
    if (after == 0)
        remarks.push_back(QStringLiteral("No node became the primary while the drill was followed."));
    else if (to == from)
        remarks.push_back(
            QStringLiteral("%1 became the primary again itself: no other node took over.").arg(from));
    // Counted from the first look after the fault: a slow look is no slow takeover.
    if (after != 0 && seen && answered && *seen - *answered > expected)
        remarks.push_back(QStringLiteral("The takeover took %1 ms; the timings promise %2 ms at most.")
                              .arg((*seen - *answered).count())
                              .arg(expected.count()));
    if (after != 0 && hadWork && !work)
        remarks.push_back(
            QStringLiteral("The service units of %1 were not seen to work while the drill was followed.")
                .arg(to));
    if (!back)
        remarks.push_back(
            QStringLiteral("%1 was not seen to be a healthy candidate again while the drill was followed.")
                .arg(from));
    passed = remarks.empty();
    sentence = sentenceOf(*this);
}

QJsonObject DrillReport::toJson() const
{
    QJsonArray notes;
    for (const QString& remark : remarks)
        notes.append(remark);
    return {{QStringLiteral("kind"), wordOf(kind)},
            {QStringLiteral("cluster"), cluster},
            {QStringLiteral("passed"), passed},
            {QStringLiteral("sentence"), sentence},
            {QStringLiteral("remarks"), notes},
            {QStringLiteral("from"), from},
            {QStringLiteral("to"), wordOrNull(to)},
            {QStringLiteral("epoch_before"), before},
            {QStringLiteral("epoch_after"), after != 0 ? QJsonValue(after) : QJsonValue()},
            {QStringLiteral("started"),
             QDateTime::fromMSecsSinceEpoch(startedAt, Qt::UTC).toString(Qt::ISODateWithMs)},
            {QStringLiteral("asked_by"), wordOrNull(askedBy)},
            {QStringLiteral("expected_ms"), qint64(expected.count())},
            {QStringLiteral("takeover_ms"), milliseconds(takeover())},
            {QStringLiteral("silence_ms"), milliseconds(silence)},
            {QStringLiteral("claim_ms"), milliseconds(claim)},
            {QStringLiteral("work_ms"), milliseconds(work)},
            {QStringLiteral("unanswered_ms"), qint64(unanswered.count())},
            {QStringLiteral("answered_ms"), milliseconds(answered)},
            {QStringLiteral("seen_ms"), milliseconds(seen)},
            {QStringLiteral("back_ms"), milliseconds(back)}};
}

QString DrillReport::toText() const
{
    const QString time =
        QDateTime::fromMSecsSinceEpoch(startedAt, Qt::UTC).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    QString text = QStringLiteral("Failover drill: %1\n\n").arg(titleOf(kind));
    text += reportLine(QStringLiteral("Cluster"), cluster);
    text += reportLine(QStringLiteral("Started"), askedBy.isEmpty()
                                                      ? QStringLiteral("%1 UTC").arg(time)
                                                      : QStringLiteral("%1 UTC by %2").arg(time, askedBy));
    text +=
        reportLine(QStringLiteral("Primary before"), QStringLiteral("%1, epoch %2").arg(from).arg(before));
    text +=
        reportLine(QStringLiteral("Primary after"),
                   after == 0 ? QStringLiteral("none") : QStringLiteral("%1, epoch %2").arg(to).arg(after));
    text += u'\n';
    text += timeLine(QStringLiteral("Takeover within"), takeover(),
                     QStringLiteral("%1 at most expected").arg(phaseText(expected)));
    if (after != 0) {
        const QString by = QStringLiteral(", by the clock of %1").arg(to);
        if (silence)
            text += timeLine(QStringLiteral("  silence"), silence,
                             QStringLiteral("last renewal seen to takeover sent") + by);
        if (claim)
            text += timeLine(QStringLiteral("  claim"), claim,
                             QStringLiteral("takeover sent to lease held") + by);
        text += timeLine(QStringLiteral("  work"), work,
                         QStringLiteral("lease held to service units that work") + by);
    }
    const QString who = askedBy.isEmpty() ? QStringLiteral("who ran the drill") : askedBy;
    const QString here = QStringLiteral(", by the clock of %1").arg(who);
    text += timeLine(QStringLiteral("Order answered"), answered, QStringLiteral("after it was sent") + here);
    text +=
        timeLine(QStringLiteral("New primary seen"), seen, QStringLiteral("after the order was sent") + here);
    text += timeLine(QStringLiteral("Old primary back"), back,
                     QStringLiteral("after the order was sent, as a healthy candidate") + here);
    text += QStringLiteral("\n%1: %2\n")
                .arg(passed ? QStringLiteral("Passed") : QStringLiteral("NOT PASSED"), sentence);
    for (const QString& remark : remarks)
        text += QStringLiteral("- %1\n").arg(remark);
    return text;
}

} // namespace rollcall
