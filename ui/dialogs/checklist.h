#pragma once

#include "model/cluster/preflight.h"
#include "model/tables/roles.h"

#include <QWidget>

#include <vector>

class QPushButton;

namespace rollcall
{

class ElidedLabel;
class StateMark;
class TextLabel;

/// One check of the preflight: shape, name, proof, word; a second line with the fix when it did not pass;
/// and, when asked for, what the check means.
class CheckRow : public QWidget
{
    Q_OBJECT

public:
    explicit CheckRow(QWidget* parent = nullptr);
    void show(const Check& check, bool checking);
    void setExplained(bool explained);
    QPushButton* explainButton() const { return m_explain; }

Q_SIGNALS:
    void explainedChanged(bool explained);

private:
    StateMark* m_mark;
    TextLabel* m_title;
    TextLabel* m_evidence;
    TextLabel* m_remedy;
    TextLabel* m_help;
    TextLabel* m_word;
    QPushButton* m_explain;
    bool m_twoLines = false;
};

/// The checks one below the other, in a panel with lines between them.
class CheckList : public QWidget
{
    Q_OBJECT

public:
    explicit CheckList(QWidget* parent = nullptr);
    void show(const std::vector<Check>& checks, bool checking);
    /// The Tab key goes from that widget through the rows; the value is the last one of them.
    QWidget* chainTabs(QWidget* after) const;

Q_SIGNALS:
    void heightChanged(); ///< an explanation was opened or closed

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void explainOnly(CheckRow* row);

    std::vector<CheckRow*> m_rows;
};

QString titleOf(CheckState state); ///< "Passed"
Mark markOf(CheckState state);

} // namespace rollcall
