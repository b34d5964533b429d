#include "ui/dialogs/drillreportview.h"

#include "model/tables/takeoverphases.h"
#include "model/tables/timetext.h"
#include "ui/dialogs/markedlines.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/phasebar.h"
#include "ui/widgets/savefile.h"
#include "ui/widgets/statemark.h"

#include <QHBoxLayout>
#include <QJsonDocument>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int reportMark = 24;

/// What the one who ran the drill saw, besides what the successor measured.
QString figuresOf(const DrillReport& report)
{
    QStringList lines;
    if (const std::optional<Millis> took = report.takeover())
        lines << QStringLiteral("Seen from here: within %1, expected at most %2")
                     .arg(rttText(*took), rttText(report.expected));
    else
        lines << QStringLiteral("Expected at most: %1").arg(rttText(report.expected));
    if (report.back)
        lines << QStringLiteral("From the order until %1 was a healthy candidate again: %2")
                     .arg(report.from, rttText(*report.back));
    lines << (report.after > 0 ? QStringLiteral("Epoch %1, before it %2").arg(report.after).arg(report.before)
                               : QStringLiteral("Epoch still %1").arg(report.before));
    return lines.join(u'\n');
}

} // namespace

DrillReportView::DrillReportView(QWidget* parent)
    : QWidget(parent)
    , m_mark(new StateMark(reportMark, this))
    , m_verdict(new TextLabel({}, TextStyle::Value, Ink::Text, this))
    , m_sentence(new TextLabel({}, TextStyle::Base, Ink::Text, this))
    , m_bar(new PhaseBar(this))
    , m_figures(new TextLabel({}, TextStyle::Base, Ink::Text2, this))
    , m_remarks(new MarkedLines(this))
{
    m_sentence->setWordWrap(true);
    m_figures->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addWidget(m_mark);
    head->addWidget(m_verdict, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    layout->addWidget(m_bar);
    layout->addWidget(m_figures);
    layout->addWidget(m_remarks);
    layout->addStretch(1);
}

void DrillReportView::setReport(const DrillReport& report)
{
    m_report = report;
    const QString word = report.passed ? QStringLiteral("Passed") : QStringLiteral("Not passed");
    m_mark->setMark(report.passed ? Mark::Healthy : Mark::Down, word);
    m_verdict->setText(word);
    m_sentence->setText(report.sentence);
    const TakeoverPhases phases = TakeoverPhases::of(report);
    m_bar->setPhases(phases);
    m_bar->setHidden(phases.isEmpty());
    m_figures->setText(figuresOf(report));
    std::vector<MarkedLines::Line> remarks;
    for (const QString& remark : report.remarks)
        remarks.push_back({Mark::Degraded, QStringLiteral("Remark"), remark});
    m_remarks->show(remarks);
}

void DrillReportView::save()
{
    askWhereToSave(this,
                   {QStringLiteral("Save Report"), QStringLiteral("drill-%1.txt").arg(wordOf(m_report.kind)),
                    QStringLiteral("Text (*.txt);;JSON (*.json)")},
                   [this](const QString& path) {
                       const bool json = path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
                       const QByteArray bytes =
                           json ? QJsonDocument(m_report.toJson()).toJson() : m_report.toText().toUtf8();
                       saveFile(this, path, bytes, [this, path](const QString& trouble) {
                           if (trouble.isEmpty())
                               Q_EMIT saved(QStringLiteral("Saved %1.").arg(path));
                           else
                               Q_EMIT notSaved(trouble);
                       });
                   });
}

} // namespace rollcall
