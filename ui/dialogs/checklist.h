#pragma once

#include "model/cluster/preflight.h"
#include "model/tables/roles.h"

#include <QWidget>

#include <vector>

namespace rollcall
{

class ElidedLabel;
class StateMark;
class TextLabel;

/// One check of the preflight: shape, name, proof, word; and a second line with the fix when it did not pass.
class CheckRow : public QWidget
{
    Q_OBJECT

public:
    explicit CheckRow(QWidget* parent = nullptr);
    void show(const Check& check, bool checking);

private:
    StateMark* m_mark;
    TextLabel* m_title;
    TextLabel* m_evidence;
    TextLabel* m_remedy;
    TextLabel* m_word;
    bool m_twoLines = false;
};

/// The checks one below the other, in a panel with lines between them.
class CheckList : public QWidget
{
    Q_OBJECT

public:
    explicit CheckList(QWidget* parent = nullptr);
    void show(const std::vector<Check>& checks, bool checking);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<CheckRow*> m_rows;
};

QString titleOf(CheckState state); ///< "Passed"
Mark markOf(CheckState state);

} // namespace rollcall
