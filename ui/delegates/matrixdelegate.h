#pragma once

#include "ui/delegates/celldelegate.h"

namespace rollcall
{

/// A cell of a square of nodes: shape and word, or in a large square the shape alone, in the middle.
class MatrixDelegate final : public CellDelegate
{
    Q_OBJECT

public:
    static constexpr int compactSide = 28; ///< width and height of a cell with the shape alone

    explicit MatrixDelegate(QObject* parent = nullptr);
    void setCompact(bool compact) { m_compact = compact; }
    bool isCompact() const { return m_compact; }

protected:
    void paintCell(QPainter& painter, const Cell& cell) const override;
    int contentWidth(const Cell& cell) const override;

private:
    bool m_compact = false;
};

} // namespace rollcall
