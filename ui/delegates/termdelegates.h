#pragma once

#include "ui/delegates/celldelegate.h"

namespace rollcall
{

/// A moment, and below it in small letters how it came about. The moment is never elided.
class MomentDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit MomentDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

/// How long a takeover took: the whole as a number, its parts as a stacked bar, and below them the parts as
/// numbers.
class PhasesDelegate : public CellDelegate
{
    Q_OBJECT

public:
    explicit PhasesDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

} // namespace rollcall
