#pragma once

#include "model/tables/roles.h"

#include <QWidget>

namespace rollcall
{

/// A row of shapes, one a node; what does not fit is a number ("+12").
class MarkStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit MarkStrip(QWidget* parent = nullptr);
    void setMarks(const QList<Mark>& marks);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<Mark> m_marks;
};

} // namespace rollcall
