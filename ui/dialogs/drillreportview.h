#pragma once

#include "model/cluster/drill.h"

#include <QWidget>

namespace rollcall
{

class MarkedLines;
class PhaseBar;
class StateMark;
class TextLabel;

/// What a drill measured: whether it passed, in a sentence; the phases as a stacked bar; what the console
/// itself saw; and what was not as expected.
class DrillReportView final : public QWidget
{
    Q_OBJECT

public:
    explicit DrillReportView(QWidget* parent = nullptr);

    void setReport(const DrillReport& report);
    const DrillReport& report() const { return m_report; }
    /// Asks where to, and writes text, or JSON where the name ends in .json.
    void save();

Q_SIGNALS:
    void saved(const QString& sentence);
    void notSaved(const QString& sentence);

private:
    DrillReport m_report;
    StateMark* m_mark;
    TextLabel* m_verdict;
    TextLabel* m_sentence;
    PhaseBar* m_bar;
    TextLabel* m_figures;
    MarkedLines* m_remarks;
};

} // namespace rollcall
