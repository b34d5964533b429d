#pragma once

#include "model/cluster/preflight.h"
#include "model/tables/roles.h"

#include <QWidget>

namespace rollcall
{

/// "9 passed  1 warning  2 failed", each with its shape; counts of zero are left out.
class SummaryRow : public QWidget
{
    Q_OBJECT

public:
    explicit SummaryRow(QWidget* parent = nullptr);
    void show(const Preflight& preflight);
    void showWord(const QString& word);

private:
    struct Part {
        class StateMark* mark;
        class TextLabel* text;
    };
    void set(Part& part, Mark mark, const QString& text);
    std::vector<Part> m_parts;
};

} // namespace rollcall
