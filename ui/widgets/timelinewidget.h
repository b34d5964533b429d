#pragma once

#include "model/tables/roles.h"

#include <QList>
#include <QString>
#include <QWidget>

#include <optional>

namespace rollcall
{

/// What a node did during a stretch of time.
enum class TimelineBrush { Primary, Alive, Draining, Maintenance, Down, KeyMismatch };

struct TimelineSegment {
    qint64 from = 0; ///< milliseconds since 1970
    qint64 to = 0;
    TimelineBrush brush = TimelineBrush::Alive;
    QString label;   ///< written into the bar of a term when it fits: "Epoch 42"
    QString tooltip; ///< the whole story: "web-01 was primary (epoch 42) for 6 h 12 min, after a failover."
};

struct TimelineRow {
    QString name;
    Mark state = Mark::Unknown; ///< now; drawn at the right
    QString stateWord;
    QList<TimelineSegment> segments; ///< in order of time; where there is none the node had not joined
};

/// Failover Timeline: one row a node, time from left to right, the last 24 hours until now.
/// Keyboard: Left and Right go from segment to segment, Up and Down from row to row; the chosen segment's
/// story is its tooltip and the accessible description.
class TimelineWidget : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineWidget(QWidget* parent = nullptr);

    void setRange(qint64 from, qint64 now);
    void setRows(const QList<TimelineRow>& rows);

    /// Rows that are shown: all up to eight nodes; above, those with a term or a change.
    QList<TimelineRow> shownRows() const;
    /// "4 more nodes without change", or empty.
    QString moreText() const;

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
    int rowHeight() const;
    int nameWidth() const;
    QRectF plot() const;
    qreal xOf(qint64 time) const;
    QRectF segmentRect(int row, const TimelineSegment& segment) const;
    std::optional<Position> segmentAt(QPointF point) const;
    void moveTo(Position position);
    void paintAxis(QPainter& painter) const;
    void paintRow(QPainter& painter, int row) const;

    qint64 m_from = 0;
    qint64 m_now = 0;
    QList<TimelineRow> m_rows;  ///< as given
    QList<TimelineRow> m_shown; ///< as painted
    std::optional<Position> m_cursor;
};

/// The legend of the brushes, for the slot at the right of the card's title.
class TimelineLegend : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineLegend(QWidget* parent = nullptr);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// One brush inside rect, as bar or as legend.
void drawTimelineBrush(QPainter& painter, TimelineBrush brush, const QRectF& rect, const QPalette& palette);
QString wordOf(TimelineBrush brush);

} // namespace rollcall
