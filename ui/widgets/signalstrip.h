#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace rollcall
{

/// One sample of a signal.
struct SignalSample {
    enum class Result { Good, Bad, None };
    Result result = Result::None;
    float milliseconds = 0; ///< height of the line; only with Look::Line
    QString tooltip;        ///< "14:28:11: refused"
};

/// The strip at the foot of a signal card: what a node's heartbeat, messenger or load balancer said over the
/// last minutes. A dashed line marks where it changed. Keyboard: Left and Right read the samples.
class SignalStrip : public QWidget
{
    Q_OBJECT

public:
    enum class Look {
        Ticks,  ///< heartbeats: thin bars, dots where there was none
        Line,   ///< probes: a line, red crosses where one failed
        Blocks, ///< health checks: filled blocks, hatched outlines where one failed
    };
    explicit SignalStrip(Look look, QWidget* parent = nullptr);

    /// Oldest first. start, change and end are the texts under the strip ("11 min ago", "14:28:11", "now");
    /// changeAt is the index of the first sample after the change, -1 for none.
    void setSamples(const QList<SignalSample>& samples, const QString& start, const QString& end,
                    int changeAt = -1, const QString& change = {});
    /// Words in place of the strip when there are no samples.
    void setEmptyText(const QString& text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    QRectF plot() const;
    QRectF sampleRect(int index) const;
    int sampleAt(QPointF point) const;
    void paintTicks(QPainter& painter) const;
    void paintLine(QPainter& painter) const;
    void paintBlocks(QPainter& painter) const;
    void paintAxis(QPainter& painter) const;
    void read(int index);

    Look m_look;
    QList<SignalSample> m_samples;
    QString m_start;
    QString m_end;
    QString m_change;
    QString m_empty;
    int m_changeAt = -1;
    int m_cursor = -1;
};

} // namespace rollcall
