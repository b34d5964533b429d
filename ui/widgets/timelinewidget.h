#pragma once

#include "model/tables/timeline.h"

#include <QWidget>

#include <optional>

namespace rollcall
{

/// Failover Timeline: one row a node, time from left to right, the state of now at the right end. Above eight
/// nodes only those with a term or a change have a row; the others are counted in a line below.
/// Keyboard: Left and Right go from segment to segment, Up and Down from row to row; the chosen segment's
/// story is the tooltip and the accessible description. Enter opens the node.
class TimelineWidget : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineWidget(QWidget* parent = nullptr);

    void setTimeline(const Timeline& timeline);
    /// Names of the rows that are painted, from top to bottom.
    QStringList shownNames() const;
    /// "4 more nodes without change", or empty.
    QString moreText() const;

    /// Where a segment is painted, at least 6 px wide; for tooltips and tests.
    QRectF segmentRect(int row, const NodeStretch& segment) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void nodeActivated(const QString& name);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Position {
        int row = 0;
        int segment = 0;
    };
    int rowCount() const { return int(m_timeline.rows.size()); }
    int rowHeight() const;
    int nameWidth() const;
    int axisHeight() const;
    QRectF plot() const;
    qreal xOf(qint64 time) const;
    const NodeStretch* segmentAt(const Position& position) const;
    std::optional<Position> positionAt(QPointF point) const;
    void moveTo(Position position);
    void paintAxis(QPainter& painter) const;
    void paintRow(QPainter& painter, int row) const;

    Timeline m_given;
    Timeline m_timeline; ///< with the rows that are painted
    std::optional<Position> m_cursor;
};

/// The legend of the brushes that a timeline uses, for the slot at the right of the card's title. Primary and
/// Alive are always there.
class TimelineLegend : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineLegend(QWidget* parent = nullptr);
    void setTimeline(const Timeline& timeline);
    /// What is explained, from left to right.
    const std::vector<NodeStretch::Kind>& kinds() const { return m_kinds; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::vector<NodeStretch::Kind> m_kinds{NodeStretch::Kind::Primary, NodeStretch::Kind::Alive};
};

/// One brush inside rect: as wide as that, as high as the brush is.
void drawTimelineBrush(QPainter& painter, NodeStretch::Kind kind, const QRectF& rect,
                       const QPalette& palette);
/// "Primary", "Key mismatch"
QString timelineWord(NodeStretch::Kind kind);

} // namespace rollcall
