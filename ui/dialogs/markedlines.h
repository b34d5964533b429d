#pragma once

#include "model/tables/roles.h"

#include <QWidget>

#include <vector>

class QVBoxLayout;

namespace rollcall
{

/// Sentences below each other, each with its shape and as many lines as it needs.
class MarkedLines final : public QWidget
{
    Q_OBJECT

public:
    struct Line {
        Mark mark = Mark::None;
        QString word; ///< the shape in a word, for those who hear it
        QString text;
    };

    explicit MarkedLines(QWidget* parent = nullptr);

    void show(const std::vector<Line>& lines);
    QStringList texts() const;

private:
    QVBoxLayout* m_layout;
    QStringList m_texts;
};

} // namespace rollcall
