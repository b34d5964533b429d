#pragma once

#include "ui/delegates/celldelegate.h"

namespace rollcall
{

/// A sentence or a path, and below it a quieter one; both are elided at their ends, and the tooltip has all.
class SentenceDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    explicit SentenceDelegate(QObject* parent = nullptr);

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;
};

} // namespace rollcall
